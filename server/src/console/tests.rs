#![allow(clippy::unwrap_used)]

use super::*;
use axum::body::to_bytes;
use std::fs;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

const PAGE: &str =
    "<!doctype html><title>Keyhouse</title><script type=\"module\">import init from './a.js'</script>";

fn dist() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write(INDEX, PAGE);
    write("app.js", &"export const a = 1;\n".repeat(100));
    write("app_bg.wasm", &"\0asm".repeat(400));
    write("tokens-0123456789abcdef.css", ":root{}");
    write("config.json", r#"{ "api_base_url": "" }"#);
    fs::create_dir(dir.path().join(".stage")).unwrap();
    write(".stage/half.js", "not yet");
    write(".env", "SECRET=1");
    dir
}

async fn console(dir: &TempDir) -> Console {
    Console::open(Some(dir.path().to_owned())).await.unwrap()
}

async fn ask(console: &Console, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: header::HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_str(value).unwrap());
    }
    let answer = console.respond(&method, &path.parse().unwrap(), &map).await;
    answer.unwrap_or_else(IntoResponse::into_response)
}

async fn get(console: &Console, path: &str) -> Response {
    ask(console, Method::GET, path, &[]).await
}

fn value<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn pages_get_the_document_and_missing_assets_do_not() {
    let dir = dist();
    let console = console(&dir).await;
    for page in ["/", "/index.html", "/api-keys", "/deployments/1/rules/alerts.yml", "/a/b/", "/apis"] {
        let answer = get(&console, page).await;
        assert_eq!(answer.status(), 200, "{page}");
        assert_eq!(value(&answer, "content-type"), "text/html; charset=utf-8", "{page}");
        assert_eq!(text(answer).await, PAGE, "{page}");
    }
    for missing in
        ["/nope.js", "/tokens.css", "/a/app.js", "/favicon.ico", "/api", "/api/v1/nope", "/api/x.yml"]
    {
        assert_eq!(get(&console, missing).await.status(), 404, "{missing}");
    }
}

#[tokio::test]
async fn nothing_outside_the_folder_is_reached() {
    let dir = dist();
    let console = console(&dir).await;
    fs::write(dir.path().parent().unwrap().join("keyhouse-outside.txt"), "outside").unwrap();
    for path in [
        "/../keyhouse-outside.txt",
        "/%2e%2e/keyhouse-outside.txt",
        "/..%2fkeyhouse-outside.txt",
        "/..%5ckeyhouse-outside.txt",
        "/../../etc/passwd",
        "/a/../../etc/passwd",
        "/%00.js",
        "/%ff",
        "/.env",
        "/.stage/half.js",
        "//etc/shadow.txt",
    ] {
        assert_eq!(get(&console, path).await.status(), 404, "{path}");
    }
    fs::remove_file(dir.path().parent().unwrap().join("keyhouse-outside.txt")).unwrap();
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let dir = dist();
    let console = console(&dir).await;
    let first = ask(&console, Method::GET, "/app.js", &[("accept-encoding", "br, gzip")]).await;
    assert_eq!(value(&first, "content-encoding"), "br");
    let tag = value(&first, "etag").to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
        let headers = [("accept-encoding", "br"), ("if-none-match", known.as_str())];
        let again = ask(&console, Method::GET, "/app.js", &headers).await;
        assert_eq!(again.status(), 304, "{known}");
        assert_eq!(value(&again, "etag"), tag);
        assert_eq!(value(&again, "cache-control"), "no-cache");
        assert!(text(again).await.is_empty());
    }
    let other =
        ask(&console, Method::GET, "/app.js", &[("accept-encoding", "gzip"), ("if-none-match", &tag)]).await;
    assert_eq!((other.status().as_u16(), value(&other, "content-encoding")), (200, "gzip"));
}

#[tokio::test]
async fn each_file_says_what_it_is_and_for_how_long() {
    let dir = dist();
    let console = console(&dir).await;
    for (path, media_type, cache) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/app.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/app_bg.wasm", "application/wasm", "no-cache"),
        ("/config.json", "application/json", "no-cache"),
        ("/tokens-0123456789abcdef.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
    ] {
        let answer = get(&console, path).await;
        assert_eq!(
            (value(&answer, "content-type"), value(&answer, "cache-control")),
            (media_type, cache),
            "{path}"
        );
        assert_eq!(value(&answer, "vary"), "accept-encoding");
        assert!(value(&answer, "content-security-policy").contains("frame-ancestors 'none'"));
    }
}

#[tokio::test]
async fn head_tells_the_length_and_other_methods_are_refused() {
    let dir = dist();
    let console = console(&dir).await;
    let head = ask(&console, Method::HEAD, "/app.js", &[]).await;
    assert_eq!(value(&head, "content-length"), "2000");
    assert!(text(head).await.is_empty());
    let post = ask(&console, Method::POST, "/api-keys", &[]).await;
    assert_eq!((post.status().as_u16(), value(&post, "allow")), (405, "GET, HEAD"));
}

#[tokio::test]
async fn a_new_build_shows_without_a_restart() {
    let dir = dist();
    let console = console(&dir).await;
    let old = value(&get(&console, "/").await, "content-security-policy").to_owned();
    fs::write(dir.path().join(INDEX), "<script>alert(2)</script><p>new").unwrap();
    fs::write(dir.path().join("new.js"), "1").unwrap();
    let later = SystemTime::now() + Duration::from_secs(5);
    fs::File::options().write(true).open(dir.path().join(INDEX)).unwrap().set_modified(later).unwrap();
    let page = get(&console, "/members").await;
    assert_ne!(value(&page, "content-security-policy"), old);
    assert!(text(page).await.ends_with("<p>new"));
    assert_eq!(get(&console, "/new.js").await.status(), 200);
    // Trunk empties the folder before it moves the next build in.
    fs::remove_file(dir.path().join(INDEX)).unwrap();
    assert!(text(get(&console, "/").await).await.ends_with("<p>new"));
}

#[tokio::test]
async fn without_files_a_page_says_how_to_get_them() {
    let dir = tempfile::tempdir().unwrap();
    let console = Console::open(Some(dir.path().join("absent"))).await.unwrap();
    let page = get(&console, "/members").await;
    assert_eq!(page.status(), 200);
    assert!(text(page).await.contains("trunk build --release"));
    assert_eq!(get(&console, "/app.js").await.status(), 404);
}

#[tokio::test]
async fn what_the_build_compressed_is_sent_as_it_is() {
    let dir = dist();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("page-0123456789abcdef.js", &"export const a = 1;\n".repeat(100));
    write("page-0123456789abcdef.js.br", "by the build");
    write("app.js.br", "of another app.js, perhaps");
    let console = console(&dir).await;
    let packed = async |path| {
        let answer = ask(&console, Method::GET, path, &[("accept-encoding", "br")]).await;
        assert_eq!((value(&answer, "content-encoding"), answer.status().as_u16()), ("br", 200), "{path}");
        to_bytes(answer.into_body(), 1 << 20).await.unwrap()
    };
    assert_eq!(packed("/page-0123456789abcdef.js").await, "by the build");
    assert_ne!(packed("/app.js").await, "of another app.js, perhaps");
    assert_eq!(get(&console, "/page-0123456789abcdef.js.br").await.status(), 404);
    assert!(text(get(&console, "/page-0123456789abcdef.js").await).await.starts_with("export"));
}
