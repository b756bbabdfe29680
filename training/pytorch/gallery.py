"""Where a recogniser sees the identities of a corpus: what a face is compared with."""
import torch
import torch.nn.functional as F

import faces
import run
from vit import normalize

BATCH = 128


def gallery(network, corpus, config):
    """The mean direction of each identity's pictures as rendered, [identities, E]."""
    training = network.training
    network.eval()
    found, whose = [], []
    for path in faces.files(corpus):
        images, identities = faces.read(path)
        found += [embeddings(network, batch, config) for batch in images.split(BATCH)]
        whose.append(identities)
    network.train(training)
    found, whose = torch.cat(found), torch.cat(whose)
    sums = torch.zeros(whose.max() + 1, found.shape[1]).index_add(0, whose, found)
    return F.normalize(sums)


@torch.no_grad()
def embeddings(network, images, config):
    """Of bytes [B, 112, 112, 3], of length 1, on the CPU, [B, E]."""
    with run.autocast(config):
        return F.normalize(network.recognize(normalize(images).to(config['device']))).cpu()
