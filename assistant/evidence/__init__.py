"""Evidence packs: an answer in one ZIP file with all that it takes to look at it, and to check it again, elsewhere."""

from .packing import Evidence, pack
from .reading import is_pack, packed_answer

__all__ = ["Evidence", "is_pack", "pack", "packed_answer"]
