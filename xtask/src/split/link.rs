//! The script that fetches the files of the console when its code asks for them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::NAME;
use super::files::WasmFile;
use super::merge::{HOST, START};
use crate::failure::{Doing, Failure, Result};

/// The script's file, until it gets its last name.
pub(super) const SCRIPT: &str = "keyhouse-console-link.js";

/// How every file is fetched. All are compiled while they come, and each is started when what it needs has started.
///
/// A host that does not call them `application/wasm` is forgiven, as wasm-bindgen does for the file of the start.
const FETCH: &str = "\
async function compiled(file) {
    const answer = await fetch(new URL(file, import.meta.url));
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return answer.headers.get('Content-Type') === 'application/wasm'
        ? WebAssembly.compileStreaming(answer)
        : WebAssembly.compile(await answer.arrayBuffer());
}
function fetched(file) {
    return () => {
        const module = compiled(file);
        // Whoever needs it hears of a failure; the browser need not report it on top.
        module.catch(() => {});
        return async (imports) => WebAssembly.instantiate(await module, { ...imports, HOST: imports.START });
    };
}
";

/// Replaces the part of the script that names the files: it was written for one file a part.
pub(super) fn write(bound: &Path, cut: &Path, files: &[WasmFile]) -> Result<()> {
    let path = cut.join(SCRIPT);
    let written = fs::read_to_string(&path).doing(format!("read {}", path.display()))?;
    let script = script(&written, files)?;
    let path = bound.join(SCRIPT);
    fs::write(&path, script).doing(format!("write {}", path.display()))?;
    for part in files.iter().flat_map(|file| &file.parts) {
        let moving = || format!("copy {part}");
        fs::copy(cut.join(part), bound.join(file_name(part))).doing(moving())?;
    }
    Ok(())
}

/// What the file of a part is called, until it gets its last name.
pub(super) fn file_name(part: &str) -> String {
    let short = part.trim_start_matches("file_").trim_start_matches("split_");
    format!("{NAME}-{}", short.replace('_', "-"))
}

fn script(written: &str, files: &[WasmFile]) -> Result<String> {
    // What precedes the files: how what is shared is found, and how a load is waited for.
    let ends = ["/* ", "export const __wasm_split_load_"].map(|mark| written.find(mark));
    let end = ends.into_iter().flatten().min();
    let end = end.ok_or_else(|| Failure::new("the cut left a script that loads nothing"))?;
    let mut script = written[..end].to_owned();
    script.push_str(&FETCH.replace("HOST", HOST).replace("START", START));
    for file in files {
        add(&mut script, file).doing("write the script")?;
    }
    Ok(script)
}

fn add(script: &mut String, file: &WasmFile) -> std::fmt::Result {
    let name = &file.name;
    let mut before: Vec<String> = file.needs.iter().map(|need| format!("file_{need}")).collect();
    let (own, others) = match file.parts.split_last() {
        Some((own, others)) => (format!("fetched(\"./{}\")", file_name(own)), others),
        None => ("() => async () => {}".to_owned(), &[][..]),
    };
    before.extend(others.iter().map(|part| format!("makeLoad(fetched(\"./{}\"), [])", file_name(part))));
    writeln!(script, "const file_{name} = makeLoad({own}, [{}]);", before.join(", "))?;
    if file.is_asked_for {
        writeln!(script, "export const __wasm_split_load_{name} = wrapAsyncCb(file_{name});")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, parts: &[&str], needs: &[&str], is_asked_for: bool) -> WasmFile {
        let owned = |all: &[&str]| all.iter().map(ToString::to_string).collect();
        WasmFile { name: name.to_owned(), parts: owned(parts), needs: owned(needs), is_asked_for }
    }

    #[test]
    fn each_file_waits_for_what_it_needs() {
        let files = [
            file("shared", &["file_shared.wasm"], &[], false),
            file("api_keys", &["chunk_1.wasm", "split_api_keys.wasm"], &["shared"], true),
        ];
        let written = "function makeLoad() {}\n/* a, b */\nconst __chunk_1 = 0;\n";
        let script = script(written, &files).expect("a script");
        assert!(script.starts_with("function makeLoad() {}\nasync function compiled"), "{script}");
        assert!(!script.contains("__chunk_1 ="), "{script}");
        let lines: Vec<&str> = script.lines().rev().take(3).collect();
        assert_eq!(
            lines,
            [
                "export const __wasm_split_load_api_keys = wrapAsyncCb(file_api_keys);",
                "const file_api_keys = makeLoad(fetched(\"./keyhouse-console-api-keys.wasm\"), [file_shared, \
                 makeLoad(fetched(\"./keyhouse-console-chunk-1.wasm\"), [])]);",
                "const file_shared = makeLoad(fetched(\"./keyhouse-console-shared.wasm\"), []);",
            ]
        );
    }

    #[test]
    fn a_script_that_loads_nothing_is_refused() {
        assert!(script("function makeLoad() {}", &[]).is_err());
    }
}
