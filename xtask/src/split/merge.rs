//! Makes one file of the parts of a file.
//!
//! All parts use the start's memory, table and stack pointer. `wasm-merge` does not see that these are the same for all
//! of them. So it is given one more, which takes them once, from [`HOST`], and hands them to the others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use wasm_encoder::{EntityType, ExportKind, ExportSection, ImportSection, Module};
use wasmparser::{Parser, Payload};

use super::FEATURES;
use super::files::WasmFile;
use crate::failure::{Doing, Failure, Result};
use crate::process::{self, Toolbox};

/// What a part calls the place that it takes the start's things from.
pub(super) const START: &str = "__wasm_split";
/// What a merged file calls it.
pub(super) const HOST: &str = "start";

/// Merges the parts of a file, in the folder of the parts. One of no parts stays so.
pub(super) fn into_one(tools: &Toolbox, cut: &Path, mut file: WasmFile) -> Result<WasmFile> {
    if file.parts.is_empty() {
        return Ok(file);
    }
    let mut taken = BTreeMap::new();
    for part in &file.parts {
        take(&cut.join(part), &mut taken)?;
    }
    let hub = cut.join(format!("hub_{}.wasm", file.name));
    fs::write(&hub, hub_of(&taken)).doing(format!("write {}", hub.display()))?;
    let whole = format!("file_{}.wasm", file.name);
    let mut merge = tools.command("wasm-merge");
    merge.current_dir(cut).args(FEATURES).arg(&hub).arg(START);
    for part in &file.parts {
        // The second is its name, by which the others could call it. None does.
        merge.arg(part).arg(part);
    }
    process::run_quietly(merge.arg("-o").arg(&whole))?;
    file.parts = vec![whole];
    Ok(file)
}

/// Notes what a part takes from the start.
fn take(part: &Path, taken: &mut BTreeMap<String, EntityType>) -> Result<()> {
    let reading = || format!("read {}", part.display());
    let bytes = fs::read(part).doing(reading())?;
    for payload in Parser::new(0).parse_all(&bytes) {
        let Payload::ImportSection(imports) = payload.doing(reading())? else { continue };
        for import in imports.into_imports() {
            let import = import.doing(reading())?;
            let kind = EntityType::try_from(import.ty).doing(reading())?;
            if import.module != START || kind_of(kind).is_none() {
                let what = format!("{} takes {}.{}", part.display(), import.module, import.name);
                return Err(Failure::new(format!("{what}, which a part of the console does not")));
            }
            taken.insert(import.name.to_owned(), kind);
        }
    }
    Ok(())
}

/// The module that takes these from [`HOST`] and hands them on.
fn hub_of(taken: &BTreeMap<String, EntityType>) -> Vec<u8> {
    let (mut imports, mut exports) = (ImportSection::new(), ExportSection::new());
    let mut counts = [0_u32; 3];
    for (name, kind) in taken {
        imports.import(HOST, name, *kind);
        if let Some((export, at)) = kind_of(*kind) {
            exports.export(name, export, counts[at]);
            counts[at] += 1;
        }
    }
    let mut module = Module::new();
    module.section(&imports).section(&exports);
    module.finish()
}

/// How something is exported, and which index counts it, if it is of the kinds that a part takes.
fn kind_of(kind: EntityType) -> Option<(ExportKind, usize)> {
    match kind {
        EntityType::Memory(_) => Some((ExportKind::Memory, 0)),
        EntityType::Table(_) => Some((ExportKind::Table, 1)),
        EntityType::Global(_) => Some((ExportKind::Global, 2)),
        _ => None,
    }
}
