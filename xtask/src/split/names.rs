//! Shortens the names by which the start's file calls the script of wasm-bindgen: there are hundreds, most with a hash,
//! each is in both files, and no tool knows the two together.

use std::fs;
use std::path::Path;

use wasm_encoder::{EntityType, ImportSection, Module, RawSection};
use wasmparser::{ImportSectionReader, Parser, Payload};

use crate::failure::{Doing, Result};

/// Renames, in both files, what `wasm` imports and `script` defines.
pub(super) fn shorten(wasm: &Path, script: &Path) -> Result<()> {
    let bytes = fs::read(wasm).doing(format!("read {}", wasm.display()))?;
    let mut text = fs::read_to_string(script).doing(format!("read {}", script.display()))?;
    let short = renamed(&bytes, &mut text).doing(format!("rename what {} imports", wasm.display()))?;
    fs::write(wasm, short).doing(format!("write {}", wasm.display()))?;
    fs::write(script, text).doing(format!("write {}", script.display()))
}

type Outcome<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn renamed(wasm: &[u8], script: &mut String) -> Outcome<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::ImportSection(imports) = payload {
            module.section(&renamed_imports(imports, script)?);
        } else if let Some((id, range)) = payload.as_section() {
            module.section(&RawSection {
                id,
                data: &wasm[usize::try_from(range.start)?..usize::try_from(range.end)?],
            });
        }
    }
    Ok(module.finish())
}

fn renamed_imports(imports: ImportSectionReader, script: &mut String) -> Outcome<ImportSection> {
    let mut section = ImportSection::new();
    for (at, import) in imports.into_imports().enumerate() {
        let import = import?;
        let kind = EntityType::try_from(import.ty)?;
        // As wasm-bindgen writes it: one line begins with it, in the list of what it imports.
        let line = |name: &str| format!("\n        {name}: function(");
        if script.matches(&line(import.name)).count() == 1 {
            let short = short(at);
            *script = script.replacen(&line(import.name), &line(&short), 1);
            section.import(import.module, &short, kind);
        } else {
            section.import(import.module, import.name, kind);
        }
    }
    Ok(section)
}

/// A different name of one or two letters for each of the first 702 numbers, and of more for more.
fn short(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
        match number / 26 {
            0 => return name,
            rest => number = rest - 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_number_has_a_name_of_its_own() {
        let names: BTreeSet<String> = (0..2000).map(short).collect();
        assert_eq!(names.len(), 2000);
        assert!((0..702).all(|number| short(number).len() <= 2));
    }

    #[test]
    fn what_both_name_is_renamed_in_both() {
        let mut imports = ImportSection::new();
        imports.import("./x.js", "__wbg_fetch_0123", EntityType::Function(0));
        imports.import("./link.js", "load", EntityType::Function(0));
        let mut types = wasm_encoder::TypeSection::new();
        types.ty().function([], []);
        let mut module = Module::new();
        module.section(&types).section(&imports);

        let mut script = "{\n        __wbg_fetch_0123: function() {},\n        \"./x.js\": 0 }".to_owned();
        let short = renamed(&module.finish(), &mut script).expect("a module");
        assert_eq!(script, "{\n        a: function() {},\n        \"./x.js\": 0 }");
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(&short) {
            if let Payload::ImportSection(imports) = payload.expect("a section") {
                names.extend(imports.into_imports().map(|import| import.expect("an import").name.to_owned()));
            }
        }
        assert_eq!(names, ["a", "load"]);
    }
}
