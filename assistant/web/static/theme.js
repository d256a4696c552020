// The sign-in page follows the system's light or dark; the chat itself is told by Gradio.
document.documentElement.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches);
