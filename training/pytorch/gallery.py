"""Where a recogniser sees the identities of a corpus: what a face is compared with."""
import torch
import torch.nn.functional as F

import faces
from vit import normalize

BATCH = 128


def gallery(network, corpus, config):
    """The mean direction of each identity's pictures as rendered, [identities, E]. The network is then in evaluation."""
    network.eval()
    sums = torch.zeros(0)
    for path in faces.files(corpus):
        for images, identities in zip(*(part.split(BATCH) for part in faces.read(path))):
            found = embeddings(network, images, config)
            missing = max(0, identities.max().item() + 1 - len(sums))
            sums = torch.cat([sums.view(-1, found.shape[1]), found.new_zeros(missing, found.shape[1])])
            sums.index_add_(0, identities, found)
    return F.normalize(sums)


@torch.no_grad()
def embeddings(network, images, config):
    """Of bytes [B, 112, 112, 3], of length 1, on the CPU, [B, E]."""
    device = torch.device(config['device'])
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=config['bfloat16']):
        return F.normalize(network.recognize(normalize(images).to(device))).cpu()
