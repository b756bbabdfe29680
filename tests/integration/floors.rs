//! The library's one direction: a module uses floors above its own in `src/lib.rs` only, and no folder has a circle.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The code of a file or of all files below a folder, without comments.
fn code(path: &Path) -> String {
    let Ok(entries) = std::fs::read_dir(path) else {
        let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{} is there", path.display()));
        return text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .map(|line| line.to_owned() + "\n")
            .collect();
    };
    entries.map(|entry| code(&entry.expect("a readable folder").path())).collect()
}

/// The modules that a file declares, a list for each group of `mod` lines.
fn floors(file: &Path) -> Vec<Vec<String>> {
    let text = code(file);
    let name = |line: &str| Some(line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')?.to_owned());
    let groups = text.split("\n\n").map(|group| group.lines().filter_map(name).collect());
    groups.filter(|group: &Vec<String>| !group.is_empty()).collect()
}

/// The file or the folder of a module.
fn path(room: &Path, module: &str) -> PathBuf {
    let file = room.join(module).with_extension("rs");
    if file.exists() { file } else { room.join(module) }
}

/// The modules that some code names behind a prefix: `crate::a`, `crate::{a, b::c}`.
fn named(code: &str, prefix: &str) -> BTreeSet<String> {
    let first = |path: &str| path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let uses = code.split(prefix).skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => list.split(['}', ';']).next().unwrap_or_default().split(',').map(first).collect::<Vec<_>>(),
        None => vec![first(rest)],
    });
    uses.collect()
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn modules_use_floors_above_their_own() {
    let floors = floors(&source().join("lib.rs"));
    assert!(floors.len() > 5, "the groups of lib.rs were found");
    for (height, module) in floors.iter().enumerate().flat_map(|(i, floor)| floor.iter().map(move |m| (i, m))) {
        let above = floors[..height].concat();
        let used = named(&code(&path(&source(), module)), "crate::");
        assert_eq!(used.iter().find(|used| *used != module && !above.contains(used)), None, "used by {module}");
    }
}

#[test]
fn no_folder_has_a_circle() {
    for room in floors(&source().join("lib.rs")).concat() {
        let folder = source().join(&room);
        let Some(mut left) = folder.is_dir().then(|| floors(&folder.join("mod.rs")).concat()) else { continue };
        let uses = |module: &String, other: &String| {
            let code = code(&path(&folder, module));
            ["super::", &format!("crate::{room}::")].iter().any(|prefix| named(&code, prefix).contains(other))
        };
        // A module that uses none of the rest goes, until all are gone.
        while !left.is_empty() {
            let free = left.iter().position(|module| left.iter().all(|other| other == module || !uses(module, other)));
            left.remove(free.unwrap_or_else(|| panic!("{left:?} in {room} use each other")));
        }
    }
}
