"""Style that a renderer does not have: other lenses, other skins, other skulls. Applied to faces at no change of their
targets, so that a score learned on renders means something on photos.

Random convolutions: Xu et al., "Robust and Generalizable Visual Representation Learning via Random Convolutions" (2021).
"""
import torch
import torch.nn.functional as F

CONVOLVED, WARPED, LIT = 0.4, 0.6, 0.4  # shares of the faces
KERNEL_SPREAD = 0.12  # of each weight of a 3×3 kernel around the identity
WARP_GRID, WARP_PIXELS = 5, 2.5
LIGHT_GRID, LIGHT_SPREAD = 7, 0.22


def randomize(images, group):
    """Images [B, 3, H, W] in [-1, 1] in another style; each run of `group` images is bent alike."""
    count = len(images)
    styled = torch.where(chance(count, CONVOLVED), convolved(images), images)
    styled = torch.where(chance(count, LIT), lit(styled), styled)
    bent = chance(count // group, WARPED).repeat_interleave(group, 0)
    return torch.where(bent, warped(styled, group), styled)


def chance(count, share):
    return (torch.rand(count) < share)[:, None, None, None]


def convolved(images):
    """Each image through a random kernel of its own, back at its own mean and contrast."""
    count, channels, height, width = images.shape
    kernels = torch.randn(count, channels, channels, 3, 3) * KERNEL_SPREAD
    kernels[:, range(channels), range(channels), 1, 1] += 1
    padded = F.pad(images, (1, 1, 1, 1), mode='replicate').reshape(1, count * channels, height + 2, width + 2)
    mixed = F.conv2d(padded, kernels.reshape(count * channels, channels, 3, 3), groups=count).view_as(images)
    moments = lambda x: (x.mean((1, 2, 3), keepdim=True), x.std((1, 2, 3), keepdim=True))
    (mean, spread), (old_mean, old_spread) = moments(mixed), moments(images)
    return ((mixed - mean) / (spread + 1e-3) * old_spread + old_mean).clamp(-1, 1)


def lit(images):
    """Brighter and darker places, of the size of a cheek or of teeth."""
    field = torch.randn(len(images), 1, LIGHT_GRID, LIGHT_GRID) * LIGHT_SPREAD
    field = F.interpolate(field, images.shape[2:], mode='bicubic', align_corners=False)
    return ((images + 1) * field.exp() - 1).clamp(-1, 1)


def warped(images, group):
    """Another head: smoothly bent, on average not moved."""
    count, _, height, width = images.shape
    bend = torch.randn(count // group, 2, WARP_GRID, WARP_GRID) * (WARP_PIXELS * 2 / width)
    bend = bend - bend.mean((2, 3), keepdim=True)
    bend = F.interpolate(bend, (height, width), mode='bicubic', align_corners=False).repeat_interleave(group, 0)
    identity = F.affine_grid(torch.eye(2, 3).expand(count, 2, 3), images.shape, align_corners=False)
    places = identity + bend.permute(0, 2, 3, 1)
    return F.grid_sample(images, places, padding_mode='reflection', align_corners=False)
