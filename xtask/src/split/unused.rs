//! Takes away what wasm-bindgen keeps for callers outside of the console, of which there are none: the classes of
//! libraries that the console never makes one of, and with them their code; then what that code called.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use wasm_encoder::{ExportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::failure::{Doing, Failure, Result};

type Outcome<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Takes the classes out of the script, and what they alone call out of what `wasm` exports: `wasm-opt` then finds that
/// nobody needs it.
pub(super) fn drop_classes(wasm: &Path, script: &Path) -> Result<()> {
    let text = fs::read_to_string(script).doing(format!("read {}", script.display()))?;
    let left = without_classes(&text)
        .ok_or_else(|| Failure::new("wasm-bindgen writes its classes in another way than it did"))?;
    let before = exports_called(&text);
    let gone: BTreeSet<&str> = before.difference(&exports_called(&left)).copied().collect();
    let bytes = fs::read(wasm).doing(format!("read {}", wasm.display()))?;
    let smaller = without_exports(&bytes, &gone).doing(format!("change what {} exports", wasm.display()))?;
    fs::write(wasm, smaller).doing(format!("write {}", wasm.display()))?;
    fs::write(script, left).doing(format!("write {}", script.display()))
}

/// Takes those functions out of the script that `wasm` does not import any more.
pub(super) fn drop_imports(wasm: &Path, script: &Path) -> Result<()> {
    let bytes = fs::read(wasm).doing(format!("read {}", wasm.display()))?;
    let imported = imports(&bytes).doing(format!("read what {} imports", wasm.display()))?;
    let text = fs::read_to_string(script).doing(format!("read {}", script.display()))?;
    fs::write(script, without_functions(&text, &imported)).doing(format!("write {}", script.display()))
}

/// The script without its classes that are never made. `None` if a class does not end as wasm-bindgen ends it.
fn without_classes(script: &str) -> Option<String> {
    let mut left = script.to_owned();
    let names = script.lines().filter_map(|line| line.strip_prefix("export class ")?.strip_suffix(" {"));
    for name in names.filter(|name| !script.contains(&format!("{name}.__wrap("))) {
        for (open, close) in [
            (format!("export class {name} {{\n"), "\n}\n".to_owned()),
            (format!("if (Symbol.dispose) {name}."), ";\n".to_owned()),
            (format!("const {name}Finalization = "), ";\n".to_owned()),
        ] {
            let (before, after) = left.split_once(&open)?;
            let (_, after) = after.split_once(&close)?;
            left = format!("{before}{after}");
        }
    }
    Some(left)
}

/// What the script calls of the file.
fn exports_called(script: &str) -> BTreeSet<&str> {
    let end = |rest: &str| rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_' && it != '$');
    script.split("wasm.").skip(1).map(|rest| &rest[..end(rest).unwrap_or(rest.len())]).collect()
}

fn without_exports(wasm: &[u8], gone: &BTreeSet<&str>) -> Outcome<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::ExportSection(exports) = payload {
            let mut section = ExportSection::new();
            for export in exports {
                let export = export?;
                if !gone.contains(export.name) {
                    section.export(export.name, export.kind.into(), export.index);
                }
            }
            module.section(&section);
        } else if let Some((id, range)) = payload.as_section() {
            let data = &wasm[usize::try_from(range.start)?..usize::try_from(range.end)?];
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

fn imports(wasm: &[u8]) -> Outcome<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                names.insert(import?.name.to_owned());
            }
        }
    }
    Ok(names)
}

/// The script without the functions of its list whose names are not in `imported`. As wasm-bindgen writes it, each begins
/// with its name after eight blanks, and ends with a brace after as many.
fn without_functions(script: &str, imported: &BTreeSet<String>) -> String {
    let mut is_gone = false;
    let mut left = String::with_capacity(script.len());
    for line in script.lines() {
        let item = line.strip_prefix("        ").filter(|item| !item.starts_with(' '));
        if let Some((name, _)) = item.and_then(|item| item.split_once(": function(")) {
            is_gone = !imported.contains(name);
        }
        if !is_gone {
            left.push_str(line);
            left.push('\n');
        }
        is_gone &= !item.is_some_and(|item| item.starts_with('}'));
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\
export class Made {
    free() { wasm.free_made(); wasm.shared(); }
}
if (Symbol.dispose) Made.prototype[Symbol.dispose] = Made.prototype.free;
export class Never {
    free() {
        wasm.free_never(wasm.shared());
    }
}
if (Symbol.dispose) Never.prototype[Symbol.dispose] = Never.prototype.free;
        kept: function(arg0) {
            return Made.__wrap(arg0);
        },
        gone: function() { return handleError(function () {
            if (wasm.a) {
            }
        }, arguments); },
        last: function() {
        },
    };
const MadeFinalization = new FinalizationRegistry(ptr => wasm.free_made(ptr));
const NeverFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {} }
    : new FinalizationRegistry(ptr => wasm.free_never(ptr));
end
";

    #[test]
    fn a_class_that_is_never_made_goes_with_what_it_alone_calls() {
        let left = without_classes(SCRIPT).expect("a script");
        assert!(
            !left.contains("Never") && left.contains("MadeFinalization") && left.ends_with("\nend\n"),
            "{left}"
        );
        let (before, after) = (exports_called(SCRIPT), exports_called(&left));
        assert_eq!(before.difference(&after).collect::<Vec<_>>(), [&"free_never"]);
        assert_eq!(without_classes("export class A {\n}\n"), None);
    }

    #[test]
    fn functions_that_are_not_imported_go() {
        let imported = ["kept", "last"].map(str::to_owned).into();
        let left = without_functions(SCRIPT, &imported);
        assert!(!left.contains("gone") && !left.contains("handleError"), "{left}");
        assert!(
            left.contains("kept: function") && left.contains("last: function() {\n        },\n    };\n"),
            "{left}"
        );
        assert_eq!(left.lines().count() + 4, SCRIPT.lines().count());
    }

    #[test]
    fn exports_go_by_their_names() {
        let mut types = wasm_encoder::TypeSection::new();
        types.ty().function([], []);
        let mut functions = wasm_encoder::FunctionSection::new();
        functions.function(0);
        let mut exports = ExportSection::new();
        exports.export("kept", wasm_encoder::ExportKind::Func, 0).export(
            "gone",
            wasm_encoder::ExportKind::Func,
            0,
        );
        let mut code = wasm_encoder::CodeSection::new();
        let mut body = wasm_encoder::Function::new([]);
        body.instructions().end();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code);
        let left = without_exports(&module.finish(), &["gone"].into()).expect("a module");
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(&left) {
            if let Payload::ExportSection(exports) = payload.expect("a section") {
                names.extend(exports.into_iter().map(|export| export.expect("an export").name.to_owned()));
            }
        }
        assert_eq!(names, ["kept"]);
    }
}
