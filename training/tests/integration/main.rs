//! The crate from outside: what it renders, what it writes, what its command line says.
//!
//! Tests that need MakeHuman's head, which is not committed, are ignored unless asked for:
//! `ATTN_FIQA_HEAD=FOLDER cargo test -p attn-fiqa-training -- --include-ignored`. One of them, `miniature`, also needs a
//! Python with PyTorch (PYTHON, or python3).

mod common;
mod corpus;
mod degrade;
mod fixtures;
mod judge;
mod miniature;
mod render;
