"""Style that a renderer does not have: other lenses, other skins, other skulls. The targets of the faces do not change, so
that a score learned on renders means something on photos.

Random convolutions: Xu et al., "Robust and Generalizable Visual Representation Learning via Random Convolutions" (2021).
"""
import torch
import torch.nn.functional as F

CONVOLVED, RECOLOURED, WARPED, LIT = 0.4, 0.4, 0.6, 0.4  # shares of the faces
MIX_SPREAD = 0.06  # of each weight that mixes colours, around the identity
KERNEL_SPREAD = 0.12  # of each weight of a 3×3 kernel around the identity
WARP_GRID, WARP_PIXELS = 5, 2.5
LIGHT_GRID, LIGHT_SPREAD = 7, 0.22
FRAMED, FRAME_PIXELS = 0.12, 6  # share of the faces, and most rows of a frame
STREAKED, STREAK_PIXELS = 0.15, 16


def randomize(images, group, changes):
    """Images [B, 3, H, W] in [-1, 1] in another style: of `RENDERS` or `PHOTOS`. Each run of `group` images, which show one face,
    in the same: within any style it must be visible which is degraded more."""
    count = len(images) // group
    alike = lambda drawn: drawn.repeat_interleave(group, 0)
    for share, change in changes:
        changed = alike(torch.rand(count, device=images.device) < share)[:, None, None, None]
        images = torch.where(changed, change(images, count, alike), images)
    return images


def recoloured(images, count, alike):
    """Each face with its colours mixed in another way."""
    mix = torch.eye(3, device=images.device) + torch.randn(count, 3, 3, device=images.device) * MIX_SPREAD
    return (torch.einsum('bchw,bdc->bdhw', images + 1, alike(mix)) - 1).clamp(-1, 1)


def convolved(images, count, alike):
    """Each face through a random kernel of its own, back at its own mean and contrast."""
    total, channels, height, width = images.shape
    kernels = torch.randn(count, channels, channels, 3, 3, device=images.device) * KERNEL_SPREAD
    kernels[:, range(channels), range(channels), 1, 1] += 1
    padded = F.pad(images, (1, 1, 1, 1), mode='replicate').reshape(1, total * channels, height + 2, width + 2)
    kernels = alike(kernels).reshape(total * channels, channels, 3, 3)
    mixed = F.conv2d(padded, kernels, groups=total).view_as(images)
    moments = lambda x: (x.mean((1, 2, 3), keepdim=True), x.std((1, 2, 3), keepdim=True))
    (mean, spread), (old_mean, old_spread) = moments(mixed), moments(images)
    return ((mixed - mean) / (spread + 1e-3) * old_spread + old_mean).clamp(-1, 1)


def lit(images, count, alike):
    """Brighter and darker places, of the size of a cheek or of teeth."""
    field = torch.randn(count, 1, LIGHT_GRID, LIGHT_GRID, device=images.device) * LIGHT_SPREAD
    field = F.interpolate(field, images.shape[2:], mode='bicubic', align_corners=False)
    return ((images + 1) * alike(field.exp()) - 1).clamp(-1, 1)


def warped(images, count, alike):
    """Another head: smoothly bent, on average not moved."""
    _, _, height, width = images.shape
    bend = torch.randn(count, 2, WARP_GRID, WARP_GRID, device=images.device) * (WARP_PIXELS * 2 / width)
    bend = bend - bend.mean((2, 3), keepdim=True)
    bend = alike(F.interpolate(bend, (height, width), mode='bicubic', align_corners=False))
    identity = F.affine_grid(torch.eye(2, 3, device=images.device).expand(len(images), 2, 3), images.shape, align_corners=False)
    return F.grid_sample(images, identity + bend.permute(0, 2, 3, 1), padding_mode='reflection', align_corners=False)


RENDERS = (CONVOLVED, convolved), (LIT, lit), (WARPED, warped)
# What changes how sharp or how noisy a photo is would make its target wrong.
PHOTOS = (RECOLOURED, recoloured), (LIT, lit)


def framed(images, group):
    """A strip of one brightness along one side, as frames, borders and letter boxes leave it: too narrow to hide anything."""
    count, side, device = len(images) // group, images.shape[2], images.device
    alike = lambda drawn: drawn.repeat_interleave(group, 0)
    depth = torch.randint(1, FRAME_PIXELS + 1, (count,), device=device) * (torch.rand(count, device=device) < FRAMED)
    where = torch.randint(4, (count,), device=device)
    grey = torch.rand(count, device=device) * 2 - 1
    grey = torch.where(torch.rand(count, device=device) < 0.6, -torch.ones_like(grey), grey)
    place = torch.arange(side, device=device)
    near = torch.stack([place.expand(side, side), side - 1 - place.expand(side, side)])
    near = torch.cat([near, near.transpose(1, 2)])[where]
    strip = alike(near < depth[:, None, None])[:, None]
    return torch.where(strip, alike(grey)[:, None, None, None], images)


def streaked(images, group):
    """One side repeats its last row, as where a photo ends inside a crop."""
    count, side, device = len(images) // group, images.shape[2], images.device
    depth = torch.randint(1, STREAK_PIXELS + 1, (count,), device=device) * (torch.rand(count, device=device) < STREAKED)
    where = torch.randint(4, (count,), device=device)
    place = torch.arange(side, device=device).expand(count, side)
    near, far = ((depth * (where == at))[:, None] for at in (0, 1))
    left, right = ((depth * (where == at))[:, None] for at in (2, 3))
    alike = lambda drawn: drawn.repeat_interleave(group, 0)
    rows = alike(torch.minimum(torch.maximum(place, near), side - 1 - far))
    columns = alike(torch.minimum(torch.maximum(place, left), side - 1 - right))
    images = images.gather(2, rows[:, None, :, None].expand_as(images))
    return images.gather(3, columns[:, None, None, :].expand_as(images))
