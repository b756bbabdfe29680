//! A pass that several participants share equals that of one, to the last bit.

use std::sync::{Arc, Barrier, Mutex};

use attn_fiqa::crop::{Color, NUM_PATCHES};
use attn_fiqa::device::{Arithmetic, Device};
use attn_fiqa::model::{Model, synthetic_model};
use attn_fiqa::normalize::planes;
use attn_fiqa::vit::{CpuVit, Team, VitConfig, rows_of};

use crate::common::{DEFAULT_MODEL, SMALL, noise_crop};

/// A participant in a thread of its own.
#[derive(Debug)]
struct Seat {
    rows: std::ops::Range<usize>,
    table: Arc<Table>,
}

#[derive(Debug)]
struct Table {
    all_are_here: Barrier,
    values: Mutex<Vec<f32>>,
}

impl Team for Seat {
    fn rows(&self) -> std::ops::Range<usize> {
        self.rows.clone()
    }

    fn begin(&self, _planes: &[f32]) -> bool {
        true
    }

    fn gather(&self, values: &mut [f32]) -> bool {
        let width = values.len() / NUM_PATCHES;
        let own = self.rows.start * width..self.rows.end * width;
        let mut table = self.table.values.lock().unwrap();
        table.resize(values.len(), f32::NAN);
        table[own.clone()].copy_from_slice(&values[own]);
        drop(table);
        self.table.all_are_here.wait();
        values.copy_from_slice(&self.table.values.lock().unwrap());
        self.table.all_are_here.wait();
        true
    }
}

/// Those who never come.
#[derive(Debug)]
struct Missing {
    /// Exchanges before they are gone.
    left: Mutex<usize>,
    called: bool,
}

impl Team for Missing {
    fn rows(&self) -> std::ops::Range<usize> {
        rows_of(1, 2)
    }

    fn begin(&self, _planes: &[f32]) -> bool {
        self.called
    }

    fn gather(&self, values: &mut [f32]) -> bool {
        let mut left = self.left.lock().unwrap();
        // What an exchange that is not whole leaves behind.
        values.fill(f32::NAN);
        *left = left.saturating_sub(1);
        *left > 0
    }
}

fn network(file: &[u8], arithmetic: Arithmetic) -> CpuVit {
    let model = Model::from_bytes(file, &Device::Cpu(arithmetic)).expect("a good model");
    match model.network {
        attn_fiqa::model::Network::Cpu(vit) => *vit,
        attn_fiqa::model::Network::Burn(..) => unreachable!("asked for the CPU"),
    }
}

/// The map that the first of so many participants makes.
fn by_team(file: &[u8], arithmetic: Arithmetic, planes: &[f32], participants: usize) -> Vec<f32> {
    let table = Arc::new(Table { all_are_here: Barrier::new(participants), values: Mutex::default() });
    let mut team = (0..participants).map(|participant| {
        let mut vit = network(file, arithmetic);
        vit.join(Box::new(Seat { rows: rows_of(participant, participants), table: Arc::clone(&table) }));
        vit
    });
    let first = team.next().expect("at least one");
    let others: Vec<_> = team.collect();
    std::thread::scope(|scope| {
        let others: Vec<_> = others.iter().map(|vit| scope.spawn(|| vit.take_part(planes))).collect();
        let map = first.patch_map(planes);
        assert!(others.into_iter().all(|other| other.join().unwrap()));
        map
    })
}

#[test]
fn they_make_the_map_of_one() {
    let odd = synthetic_model(VitConfig { embed_dim: 33, depth: 3, num_heads: 11, mlp_ratio: 1 }, 3);
    let one_block = synthetic_model(VitConfig { embed_dim: 7, depth: 1, num_heads: 7, mlp_ratio: 3 }, 4);
    let planes = planes(&noise_crop(7), Color::Rgb);
    for (file, participants) in [(DEFAULT_MODEL, 2), (&odd[..], 2), (&odd[..], 3), (&odd[..], 5), (&one_block[..], 4)] {
        for arithmetic in [Arithmetic::Single, Arithmetic::Integer] {
            let alone = network(file, arithmetic).patch_map(&planes);
            assert_eq!(by_team(file, arithmetic, &planes, participants), alone, "{participants}, {arithmetic:?}");
        }
    }
}

#[test]
fn one_computes_alone_if_another_does_not_come() {
    let file = synthetic_model(SMALL, 5);
    let planes = planes(&noise_crop(8), Color::Rgb);
    let alone = network(&file, Arithmetic::Single).patch_map(&planes);
    for (left, called) in [(0, false), (0, true), (1, true), (SMALL.depth - 1, true)] {
        let mut vit = network(&file, Arithmetic::Single);
        vit.join(Box::new(Missing { left: Mutex::new(left), called }));
        assert_eq!(vit.patch_map(&planes), alone, "after {left} exchanges");
        assert!(!vit.take_part(&planes), "nor does it help with half a pass");
    }
}

#[test]
fn all_rows_are_somebodys() {
    for participants in 1..=16 {
        let rows: Vec<_> = (0..participants).flat_map(|participant| rows_of(participant, participants)).collect();
        assert_eq!(rows, (0..NUM_PATCHES).collect::<Vec<_>>());
        let sizes: Vec<_> = (0..participants).map(|participant| rows_of(participant, participants).len()).collect();
        assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 4, "evenly: {sizes:?}");
    }
}
