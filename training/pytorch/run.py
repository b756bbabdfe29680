"""What both phases share: configuration, learning rate, checkpoints, progress."""
import argparse
import json
import math
import os
import signal
import sys
import time

import torch


def arguments(description, **more):
    """Of either phase; `more` are options of one."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='cpu.json, gpu.json, or your own')
    parser.add_argument('corpus', help='folder of the faces to train on')
    parser.add_argument('out', help='folder of the checkpoints')
    parser.add_argument('--program', default='attn-fiqa-training')
    for name, options in more.items():
        parser.add_argument(f'--{name}', **options)
    return parser.parse_args()


def configure(path):
    try:
        with open(path) as file:
            config = json.load(file)
    except (OSError, ValueError) as error:
        fail(f'cannot read {path}: {error}')
    torch.manual_seed(config['seed'])
    if config['threads']:
        torch.set_num_threads(config['threads'])
    return config


def autocast(config):
    """Single precision, or bfloat16 where that is enough."""
    return torch.autocast(torch.device(config['device']).type, dtype=torch.bfloat16, enabled=config['bfloat16'])


def train(config, phase, path, modules, batches, losses, most):
    """The steps of a phase that are left. `modules`: the network, and a head if it has one. `losses(step, batch)` gives the
    loss and the numbers to print; gradients longer than `most` are shortened."""
    first, steps = step_of(path), phase['steps']
    adam = optimizer(modules, phase['learning_rate'], phase['weight_decay'])
    checkpoint = Checkpoint(path, config['save_every_s'], dict(zip(['model', 'head'], modules)) | {'optimizer': adam})
    checkpoint.load()
    progress = Progress(first, steps, batches.size)
    for step in range(first, steps):
        schedule(adam, phase['learning_rate'], step, steps, phase['warm_up'])
        loss, numbers = losses(step, next(batches))
        update(loss, adam, modules, most)
        progress.add(step, loss=loss, **numbers)
        checkpoint.save(step + 1)
    checkpoint.save(steps, now=True)
    batches.close()


def optimizer(modules, learning_rate, weight_decay):
    """AdamW; norms and biases do not decay."""
    parameters = [p for module in modules for p in module.parameters()]
    groups = [{'params': [p for p in parameters if p.ndim > 1], 'weight_decay': weight_decay},
              {'params': [p for p in parameters if p.ndim <= 1], 'weight_decay': 0.0}]
    return torch.optim.AdamW(groups, lr=learning_rate, betas=(0.9, 0.98))


def schedule(optimizer, peak, step, steps, warm_up):
    """Linear warm-up, then a cosine to a fiftieth."""
    share = step / steps
    rate = peak * min(1.0, (step + 1) / warm_up) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
    for group in optimizer.param_groups:
        group['lr'] = rate


def update(loss, optimizer, modules, most):
    """One step against the gradient; a loss that is not finite is a bug or a broken machine, and must not be saved."""
    if not torch.isfinite(loss):
        fail(f'the loss is {loss.item()}: start again from the last checkpoint with a smaller learning rate')
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for module in modules for p in module.parameters()], most)
    optimizer.step()


class Checkpoint:
    """The state of a phase in one file."""

    def __init__(self, path, every, parts):
        self.path, self.every, self.parts, self.saved = path, every, parts, time.time()
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, *_):
        self.stopping = True

    def load(self):
        """Continues from the file, if it exists."""
        if os.path.exists(self.path):
            load(self.path, self.parts)

    def save(self, step, now=False):
        """Saves if it is time; saves and ends if the process was asked to."""
        if not now and not self.stopping and time.time() - self.saved < self.every:
            return
        write(self.path, {name: part.state_dict() for name, part in self.parts.items()} | {'step': step})
        self.saved = time.time()
        if self.stopping:
            fail(f'stopped at step {step}: start it again to continue')


def write(path, state):
    """A checkpoint, whole or not at all."""
    part = f'{path}.part'
    try:
        torch.save(state, part)
        os.replace(part, path)
    except (OSError, RuntimeError) as error:
        fail(f'cannot write {part}: {first_line(error)}')


def read(path):
    """A checkpoint of this loop only: other files may run code when they are read. PyTorch 1's strict reader cannot read the
    fractions in the optimizer's state."""
    try:
        state = torch.load(path, map_location='cpu', weights_only=False)
    except OSError as error:
        fail(f'cannot read {path}: {error}')
    except Exception as error:  # what a damaged file raises depends on where it is damaged
        fail(f'{path} is not a checkpoint of this loop: {first_line(error)}')
    if not isinstance(state, dict) or not {'model', 'step'} <= state.keys():
        fail(f'{path} is not a checkpoint of this loop: it lacks a model or a step')
    return state


def load(path, parts, least=0):
    """Fills modules and optimizers from a checkpoint, of at least some steps."""
    state = read(path)
    if state['step'] < least:
        fail(f'{path} stopped at step {state["step"]} of {least}: let its phase end first')
    try:
        for name, part in parts.items():
            part.load_state_dict(state[name])
    except (KeyError, RuntimeError, ValueError) as error:
        fail(f'{path} is of another configuration ({first_line(error)}): name another folder, or remove it')


def step_of(path):
    """The step that a checkpoint was saved at: 0 where there is none."""
    return read(path)['step'] if os.path.exists(path) else 0


def finished(path, steps):
    """Says so if a phase has nothing left to do."""
    done = step_of(path) >= steps
    if done:
        print(f'{path} has all of its {steps} steps')
    return done


class Progress:
    """Means since the last line, pictures a second, time left."""

    def __init__(self, first, steps, size, every=50):
        self.first, self.steps, self.size, self.every = first, steps, size, every
        self.sums, self.count, self.since, self.started = {}, 0, time.time(), time.time()

    def add(self, step, **values):
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + torch.as_tensor(value).item()
        self.count += 1
        if (step + 1) % self.every and step + 1 != self.steps:
            return
        now = time.time()
        speed = self.count * self.size / (now - self.since)
        left = (self.steps - step - 1) * (now - self.started) / (step + 1 - self.first) / 60
        means = ' '.join(f'{name} {total / self.count:.4f}' for name, total in self.sums.items())
        done = int(20 * (step + 1) / self.steps)
        bar = '#' * done + '.' * (20 - done)
        print(f'[{bar}] {step + 1}/{self.steps} {means} {speed:.0f} images/s {left:.0f} min left', flush=True)
        self.sums, self.count, self.since = {}, 0, now


def first_line(error):
    return str(error).partition('\n')[0]


def fail(message):
    """Ends with one clear line."""
    sys.exit(f'error: {message}')
