"""Training batches, as `attn-fiqa-training batches` writes them."""
import queue
import subprocess
import threading

import numpy as np
import torch

from vit import SIDE, TOKENS


class Batches:
    """An endless iterator of (images u8 [B,112,112,3], labels i64 [B], severities f32 [B,columns], covered f32 [B,196])."""

    def __init__(self, program, corpus, size, arguments, skip=0):
        command = [program, 'batches', '--corpus', corpus, '--skip', str(skip), *map(str, arguments)]
        # A session of its own: an interrupt is for the loop, which saves first.
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        self.size = size
        header = self.process.stdout.readline().decode().split(' ', 2)
        if len(header) != 3:
            raise SystemExit(f'{program} batches wrote no batch: its message is above')
        self.classes, columns, self.columns = int(header[0]), int(header[1]), header[2].strip().split(',')
        self.parts = [(np.uint8, (size, SIDE, SIDE, 3)), (np.int32, (size,)), (np.float32, (size, columns)),
                      (np.float32, (size, TOKENS))]
        self.queue = queue.Queue(maxsize=6)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            batch = []
            for dtype, shape in self.parts:
                length = int(np.prod(shape)) * np.dtype(dtype).itemsize
                data = self.process.stdout.read(length)
                if len(data) < length:
                    self.queue.put(None)
                    return
                batch.append(torch.from_numpy(np.frombuffer(bytearray(data), dtype).reshape(shape)))
            batch[1] = batch[1].long()
            self.queue.put(batch)

    def __iter__(self):
        return self

    def __next__(self):
        batch = self.queue.get()
        if batch is None:
            raise SystemExit('the stream of batches ended: its message is above')
        return batch

    def close(self):
        self.process.kill()
        self.process.wait()
