//! One style sheet of all: they are shown together or not at all, and compress a quarter better in one file.

use std::fs;
use std::path::Path;

use super::NAME;
use super::publish::{hash_of, hashed};
use crate::failure::{Doing, Failure, Result};

/// Puts the sheets that the page in the folder `stage` names into one, in their order.
pub(super) fn join(stage: &Path) -> Result<()> {
    let page = stage.join("index.html");
    let html = fs::read_to_string(&page).doing(format!("read {}", page.display()))?;
    let tags = tags(&html);
    let mut all = Vec::new();
    for tag in &tags {
        let path = stage.join(file_of(tag)?);
        all.extend(fs::read(&path).doing(format!("read {}", path.display()))?);
        all.push(b'\n');
        fs::remove_file(&path).doing(format!("remove {}", path.display()))?;
    }
    let name = hashed(NAME, &hash_of([all.as_slice()]), "css");
    let path = stage.join(&name);
    fs::write(&path, all).doing(format!("write {}", path.display()))?;
    fs::write(&page, naming(&html, &tags, &name)?).doing(format!("write {}", page.display()))
}

/// The tags of all sheets.
fn tags(html: &str) -> Vec<&str> {
    let starts = html.match_indices("<link rel=\"stylesheet\"").map(|(at, _)| &html[at..]);
    starts.filter_map(|rest| rest.split_inclusive('>').next()).collect()
}

/// The name of the file that a tag is of, wherever the console is hosted.
fn file_of(tag: &str) -> Result<&str> {
    let href = tag.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(href, _)| href);
    let name = href.map(|href| href.rsplit_once('/').map_or(href, |(_, name)| name));
    name.ok_or_else(|| Failure::new(format!("Trunk's page has a style sheet without an address: {tag}")))
}

/// The page with the one sheet where the first was, so that the order among scripts and sheets stays.
fn naming(html: &str, tags: &[&str], name: &str) -> Result<String> {
    let (first, others) =
        tags.split_first().ok_or_else(|| Failure::new("Trunk's page names no style sheet"))?;
    let one = first.replace(file_of(first)?, name);
    let html = others.iter().fold(html.to_owned(), |html, tag| html.replacen(tag, "", 1));
    Ok(html.replacen(first, &one, 1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_sheets_are_one_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        put("b-1.css", "b {}");
        put("a-2.css", "a {}");
        put(
            "index.html",
            "<script src=\"/x.js\"></script><link rel=\"stylesheet\" href=\"/at/b-1.css\" data-integrity=\"none\"/>\n\
             <link rel=\"stylesheet\" href=\"/at/a-2.css\"/><link rel=\"icon\" href=\"/at/c.svg\"/>",
        );
        join(folder.path()).unwrap();
        let html = fs::read_to_string(folder.path().join("index.html")).unwrap();
        let tags = tags(&html);
        let [tag] = tags.as_slice() else { panic!("{html}") };
        assert!(tag.starts_with("<link rel=\"stylesheet\" href=\"/at/keyhouse-console-"), "{tag}");
        assert!(html.find("x.js") < html.find(".css") && html.find(".css") < html.find("icon"), "{html}");
        let sheet = fs::read_to_string(folder.path().join(file_of(tag).unwrap())).unwrap();
        assert_eq!(sheet, "b {}\na {}\n");
        assert!(!folder.path().join("a-2.css").exists());
    }

    #[test]
    fn a_page_without_a_sheet_is_not_published() {
        assert!(naming("<head></head>", &[], "x.css").is_err());
        assert!(file_of("<link rel=\"stylesheet\">").is_err());
    }
}
