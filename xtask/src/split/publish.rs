//! Puts the cut console where Trunk put the uncut one, under names that follow what is in the files.
//!
//! All get the hash of all. A file of one build can't work with those of another, so none may be taken for another's.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::files::WasmFile;
use super::{NAME, link};
use crate::failure::{Doing, Failure, Result};

/// A file until it is published: its name so far, what is in it, and its name from then on.
struct Piece {
    name: String,
    bytes: Vec<u8>,
    last_name: String,
}

/// What pages start when they need it: the script first, then what that fetches, each with its name.
pub(super) struct Extra {
    /// What index.html calls it.
    pub(super) meta: &'static str,
    pub(super) files: Vec<(String, Vec<u8>)>,
}

/// Puts these beside the console, and their names into the page, where the console looks them up.
pub(super) fn add(stage: &Path, extras: &[Extra]) -> Result<()> {
    for (name, bytes) in extras.iter().flat_map(|extra| &extra.files) {
        let path = stage.join(name);
        fs::write(&path, bytes).doing(format!("write {}", path.display()))?;
    }
    let page = stage.join("index.html");
    let html = fs::read_to_string(&page).doing(format!("read {}", page.display()))?;
    fs::write(&page, naming(&html, extras)?).doing(format!("write {}", page.display()))
}

fn naming(html: &str, extras: &[Extra]) -> Result<String> {
    let (head, rest) =
        html.split_once("</head>").ok_or_else(|| Failure::new("Trunk's page has no end of its head"))?;
    let metas = extras.iter().filter_map(|extra| {
        let (script, _) = extra.files.first()?;
        Some(format!("<meta name=\"{}\" content=\"{script}\" />", extra.meta))
    });
    Ok(format!("{head}{}</head>{rest}", metas.collect::<String>()))
}

/// The name of a file that follows what is in it.
pub(super) fn hashed(stem: &str, hash: &str, extension: &str) -> String {
    format!("{stem}-{hash}.{extension}")
}

/// The hash of files that belong together: 64 bits in hexadecimal, as in Trunk's names.
pub(super) fn hash_of<'a>(files: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for bytes in files {
        hash.update(bytes);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Replaces what Trunk made in the folder `stage`. The page asks `ahead` for what it needs to start, or else when it
/// starts: what is not made small takes the network from the style sheets, and nothing is seen meanwhile.
pub(super) fn replace(stage: &Path, bound: &Path, files: &[WasmFile], ahead: bool) -> Result<()> {
    let mut pieces = pieces(bound, files)?;
    name_each_other(&mut pieces)?;
    let trunks = trunks_name(stage)?;
    for suffix in [".js", "_bg.wasm"] {
        let path = stage.join(format!("{trunks}{suffix}"));
        fs::remove_file(&path).doing(format!("remove {}", path.display()))?;
    }
    for piece in &pieces {
        let path = stage.join(&piece.last_name);
        fs::write(&path, &piece.bytes).doing(format!("write {}", path.display()))?;
    }
    let page = stage.join("index.html");
    let html = fs::read_to_string(&page).doing(format!("read {}", page.display()))?;
    let html = rewritten(&html, &trunks, &pieces)?;
    let html = match ahead {
        true => with_page_files(&with_link_ahead(&html, &pieces)?, files, &pieces)?,
        false => without_requests_ahead(&html),
    };
    fs::write(&page, html).doing(format!("write {}", page.display()))
}

/// The two scripts, the file of the start, and the others.
fn pieces(bound: &Path, files: &[WasmFile]) -> Result<Vec<Piece>> {
    let start = [format!("{NAME}.js"), link::SCRIPT.to_owned(), format!("{NAME}_bg.wasm")];
    let others = files.iter().flat_map(|file| &file.parts).map(|part| link::file_name(part));
    let mut pieces = Vec::new();
    for name in start.into_iter().chain(others) {
        let path = bound.join(&name);
        let bytes = fs::read(&path).doing(format!("read {}", path.display()))?;
        pieces.push(Piece { last_name: name.clone(), name, bytes });
    }
    let hash = hash_of(pieces.iter().map(|piece| piece.bytes.as_slice()));
    for piece in &mut pieces {
        let (stem, extension) = piece.name.rsplit_once('.').unwrap_or((&piece.name, ""));
        piece.last_name = hashed(stem.trim_end_matches("_bg"), &hash, extension);
    }
    Ok(pieces)
}

/// Lets the scripts call the files by their last names.
fn name_each_other(pieces: &mut [Piece]) -> Result<()> {
    let names: Vec<(String, String)> =
        pieces.iter().map(|piece| (piece.name.clone(), piece.last_name.clone())).collect();
    for piece in pieces.iter_mut().filter(|piece| piece.name.ends_with(".js")) {
        let mut text =
            String::from_utf8(std::mem::take(&mut piece.bytes)).doing(format!("read {}", piece.name))?;
        for (name, last_name) in &names {
            // By the word before it: the file of the start calls the script by its first name too, in a list of the
            // script of wasm-bindgen, and there it stays.
            for before in ["from \"./", "fetched(\"./", "new URL('"] {
                text = text.replace(&format!("{before}{name}"), &format!("{before}{last_name}"));
            }
        }
        piece.bytes = text.into_bytes();
    }
    Ok(())
}

/// What Trunk called the console's files, without their endings.
fn trunks_name(stage: &Path) -> Result<String> {
    let listing = || format!("list {}", stage.display());
    for entry in fs::read_dir(stage).doing(listing())? {
        let name = entry.doing(listing())?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix("_bg.wasm").filter(|stem| stem.starts_with(NAME)) {
            return Ok(stem.to_owned());
        }
    }
    Err(Failure::new(format!("Trunk left no console in {}", stage.display())))
}

fn last_name<'a>(pieces: &'a [Piece], name: &str) -> Result<&'a str> {
    let found = pieces.iter().find(|piece| piece.name == name).map(|piece| piece.last_name.as_str());
    found.ok_or_else(|| Failure::new(format!("the console lacks {name}")))
}

/// The page with the last names.
fn rewritten(html: &str, trunks: &str, pieces: &[Piece]) -> Result<String> {
    let [script, wasm] = [".js", "_bg.wasm"].map(|suffix| last_name(pieces, &format!("{NAME}{suffix}")));
    Ok(html.replace(&format!("{trunks}.js"), script?).replace(&format!("{trunks}_bg.wasm"), wasm?))
}

/// The page with the second script asked for as early as the first.
fn with_link_ahead(html: &str, pieces: &[Piece]) -> Result<String> {
    let (script, link) = (last_name(pieces, &format!("{NAME}.js"))?, last_name(pieces, link::SCRIPT)?);
    let [tag] = tags_ahead(html, &["modulepreload"])[..] else {
        return Err(Failure::new("Trunk's page asks for no script early, or for several"));
    };
    Ok(html.replacen(tag, &format!("{}{tag}", tag.replace(script, link)), 1))
}

/// The page without Trunk's requests for what the start needs.
fn without_requests_ahead(html: &str) -> String {
    let tags = tags_ahead(html, &["modulepreload", "preload"]);
    tags.into_iter().fold(html.to_owned(), |html, tag| html.replacen(tag, "", 1))
}

/// The tags that ask ahead for files of the console.
fn tags_ahead<'a>(html: &'a str, kinds: &[&str]) -> Vec<&'a str> {
    let starts = html.match_indices("<link rel=\"").map(|(at, _)| &html[at..]);
    let tags = starts.filter_map(|rest| rest.split_inclusive('>').next());
    let asks = |tag: &&str| {
        let kind = tag.split('"').nth(1).unwrap_or_default();
        kinds.contains(&kind) && tag.contains(NAME)
    };
    tags.filter(asks).collect()
}

/// The page with all files that each page's own file needs, and that file, for the script that fetches them ahead.
fn with_page_files(html: &str, files: &[WasmFile], pieces: &[Piece]) -> Result<String> {
    let mut all: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.is_asked_for) {
        let mut names = Vec::new();
        add_last_names(&mut names, file, files, pieces);
        // The pages' addresses have hyphens.
        all.insert(file.name.replace('_', "-"), names);
    }
    let place = "<meta name=\"page-files\" content=\"{}\"";
    let filled =
        place.replace("{}", &serde_json::to_string(&all).doing("list the files")?.replace('"', "&quot;"));
    if html.contains(place) {
        Ok(html.replace(place, &filled))
    } else {
        Err(Failure::new("index.html has no place for the pages' files"))
    }
}

/// The last names of what a file needs, in the order in which it is needed, and then its own.
fn add_last_names<'a>(names: &mut Vec<&'a str>, file: &WasmFile, files: &[WasmFile], pieces: &'a [Piece]) {
    for need in &file.needs {
        if let Some(file) = files.iter().find(|it| it.name == *need) {
            add_last_names(names, file, files, pieces);
        }
    }
    for part in &file.parts {
        let name = link::file_name(part);
        let last_name = pieces.iter().find(|piece| piece.name == name).map(|piece| piece.last_name.as_str());
        if let Some(last_name) = last_name.filter(|it| !names.contains(it)) {
            names.push(last_name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(name: &str, text: &str, last_name: &str) -> Piece {
        Piece { name: name.to_owned(), bytes: text.into(), last_name: last_name.to_owned() }
    }

    fn start(script: &str) -> Vec<Piece> {
        vec![
            piece("keyhouse-console.js", script, "keyhouse-console-1f.js"),
            piece(
                "keyhouse-console-link.js",
                "fetched(\"./keyhouse-console-keys.wasm\")",
                "keyhouse-console-link-1f.js",
            ),
            piece("keyhouse-console_bg.wasm", "", "keyhouse-console-1f.wasm"),
            piece("keyhouse-console-keys.wasm", "", "keyhouse-console-keys-1f.wasm"),
        ]
    }

    #[test]
    fn scripts_call_the_files_by_their_last_names() {
        let script =
            "import * as a from \"./keyhouse-console-link.js\"; x = { \"./keyhouse-console-link.js\": a };";
        let mut pieces = start(script);
        name_each_other(&mut pieces).expect("texts");
        let text = |at: usize| String::from_utf8(pieces[at].bytes.clone()).expect("a text");
        assert_eq!(
            text(0),
            "import * as a from \"./keyhouse-console-link-1f.js\"; x = { \"./keyhouse-console-link.js\": a };"
        );
        assert_eq!(text(1), "fetched(\"./keyhouse-console-keys-1f.wasm\")");
    }

    #[test]
    fn the_page_names_what_pages_start() {
        let extra = Extra { meta: "keyhouse:x", files: vec![("x-1f.js".to_owned(), Vec::new())] };
        let page = naming("<head></head><p>", &[extra]).expect("a page");
        assert_eq!(page, "<head><meta name=\"keyhouse:x\" content=\"x-1f.js\" /></head><p>");
        assert!(naming("<p>", &[]).is_err());
    }

    #[test]
    fn the_page_knows_the_files_of_each_page() {
        let file = |name: &str, needs: &[&str], is_asked_for| WasmFile {
            name: name.to_owned(),
            parts: vec![format!("file_{name}.wasm")],
            needs: needs.iter().map(ToString::to_string).collect(),
            is_asked_for,
        };
        let files = [
            file("shared", &[], false),
            file("frame", &["shared"], true),
            file("api_keys", &["frame"], true),
        ];
        let pieces = ["shared", "frame", "api-keys"]
            .map(|name| piece(&format!("keyhouse-console-{name}.wasm"), "", &format!("{name}-1f.wasm")));
        let html = "<meta name=\"page-files\" content=\"{}\" />";
        let page = with_page_files(html, &files, &pieces).expect("a page").replace("&quot;", "'");
        assert_eq!(
            page,
            "<meta name=\"page-files\" content=\"{'api-keys':['shared-1f.wasm','frame-1f.wasm','api-keys-1f.wasm'],\
             'frame':['shared-1f.wasm','frame-1f.wasm']}\" />"
        );
        assert!(with_page_files("<p>", &files, &pieces).is_err());
    }

    #[test]
    fn the_page_asks_for_what_the_start_needs() {
        let html = "<link rel=\"preload\" href=\"config.json\">\
                    import init from '/k/keyhouse-console-ab.js'; init('/k/keyhouse-console-ab_bg.wasm');\
                    <link rel=\"modulepreload\" href=\"/k/keyhouse-console-ab.js\" crossorigin=\"anonymous\">\
                    <link rel=\"preload\" href=\"/k/keyhouse-console-ab_bg.wasm\" as=\"fetch\"><p>";
        let page = rewritten(html, "keyhouse-console-ab", &start("")).expect("a page");
        let begin = "<link rel=\"preload\" href=\"config.json\">\
                     import init from '/k/keyhouse-console-1f.js'; init('/k/keyhouse-console-1f.wasm');";
        assert_eq!(
            with_link_ahead(&page, &start("")).expect("a page"),
            format!(
                "{begin}<link rel=\"modulepreload\" href=\"/k/keyhouse-console-link-1f.js\" crossorigin=\"anonymous\">\
                 <link rel=\"modulepreload\" href=\"/k/keyhouse-console-1f.js\" crossorigin=\"anonymous\">\
                 <link rel=\"preload\" href=\"/k/keyhouse-console-1f.wasm\" as=\"fetch\"><p>"
            )
        );
        assert_eq!(without_requests_ahead(&page), format!("{begin}<p>"));
        assert!(with_link_ahead("<p>", &start("")).is_err());
    }
}
