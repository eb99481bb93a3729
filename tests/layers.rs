//! The modules of the crate use each other in one direction only: each those that stand before it.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

/// From the data to the boundary, as lib.rs says it.
const ORDER: [&str; 16] = [
    "error",
    "random",
    "data",
    "config",
    "device",
    "kernel",
    "tensors",
    "model",
    "loss",
    "train",
    "plane",
    "metric",
    "inspect",
    "doctor",
    "checkpoint",
    "wasm",
];

/// The modules of the crate that a source names: `crate::NAME` and each of `crate::{NAME, ...}`.
fn used(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in source.match_indices("crate::") {
        let rest = &source[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            names.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (end, letter) in list.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    names.push(word(list[start..end].trim_start()));
                    start = end + 1;
                }
                _ => {}
            }
            if letter == '}' && depth == 0 && start == end + 1 {
                break;
            }
        }
    }
    names
}

fn word(text: &str) -> String {
    let letters = text.chars();
    letters
        .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            let name = path.strip_prefix("src").unwrap().display().to_string();
            found.push((name.replace('\\', "/"), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn modules_use_those_before_them() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let place = |name: &str| ORDER.iter().position(|module| *module == name);
    let (mut uses, mut wrong) = (0, Vec::new());
    for (file, source) in &files {
        let module = file.split(['/', '.']).next().unwrap();
        if module == "lib" {
            continue;
        }
        let own = place(module).unwrap_or_else(|| panic!("{file} has no place in the order"));
        // Tests may look anywhere.
        let code = source.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines();
        let code: Vec<&str> = lines
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        for name in used(&code.join("\n")) {
            let Some(other) = place(&name) else { continue };
            uses += 1;
            if other > own {
                wrong.push(format!("{file} uses {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "against the order: {wrong:?}");
    assert!(uses > 100, "{uses} uses were seen");
}

#[test]
fn uses_are_seen_in_all_their_forms() {
    let source =
        "use crate::{config::{Config, Loss}, error::Result};\ncrate::random::f(); crate::data::x";
    assert_eq!(used(source), ["config", "error", "random", "data"]);
}
