"""What can go wrong with a store.

StoreError                  a store could not be built or opened
├── NotBuilt                there is no index here yet
├── Corrupt                 a file of the index is missing or is not what was written
│   ├── HalfPublished       a file of an index published at a URL is not there
│   ├── Damaged             a file of it arrives otherwise than it was published, twice
│   └── LostVectors         a collection of a Chroma server is gone, or does not hold what was stored in it
├── Busy                    another process is building this index
├── NotWritten              a file of a new index could not be written, most often because the disk is full
├── Unreachable             an index published at a URL cannot be reached
├── NoServer                the vectors of the index are on a Chroma server, and no setting names it
├── ServerDown              the Chroma server with the vectors does not answer, or not in time
├── Vanished                a folder that most documents came from is gone or empty
├── NoWorkers               the workers that were to read and embed cannot be had, or were lost
├── WrongWorker             a worker runs other code than the build that it works for
└── WrongModel              the index was made with another embedding model, or the model cannot be had
"""

from __future__ import annotations


class StoreError(Exception):
    """A store could not be built or opened; the message says what to do next.

    `passing` tells that it is nothing about the index: the same may succeed a little later.
    """

    passing = False


class NotBuilt(StoreError):
    """There is no index in the store."""


class Corrupt(StoreError):
    """A file of the index is missing, or its bytes are not those that were published."""


class HalfPublished(Corrupt):
    """A file that a published manifest names is not there."""


class Damaged(Corrupt):
    """A published file arrives otherwise than its manifest says, and did so twice."""


class LostVectors(Corrupt):
    """A collection that a generation names is not on the server, or its vectors are not those that were stored."""


class NoServer(StoreError):
    """The vectors of the index are on a Chroma server, and nothing says where it is."""


class ServerDown(StoreError):
    """The Chroma server cannot be reached, does not answer in time, or refuses to."""

    passing = True


class Unreachable(StoreError):
    """The place that an index is published at cannot be reached, or not in the way that is needed."""


class Busy(StoreError):
    """Another process holds the store's lock."""


class NotWritten(StoreError):
    """A file of a new index could not be written; the published one is as it was."""


class Vanished(StoreError):
    """Most documents and the whole folder they came from are gone, which is rather a disk that is not mounted."""


class NoWorkers(StoreError):
    """There is no scheduler at the address, it has no workers, or they were lost before the build was done."""


class WrongWorker(StoreError):
    """A worker runs other code than the build, or did not get what was sent."""


class WrongModel(StoreError):
    """The embedding model is not the one the index was made with, or cannot be loaded."""
