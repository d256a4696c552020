// What the scripts of the page share, and every word that they write on it.
const aideMemoire = {
  words: {
    source: "Source",
    closeSource: "Close the source",
    noSource: "The source could not be loaded",
    conversation: "Conversation",
    question: "Question",
    answer: "Answer",
    sources: "Sources",
    newConversation: "New conversation",
    yourQuestion: "Your question",
    send: "Send",
    stop: "Stop",
    tableOfDocuments: "Table of documents",
  },
};
