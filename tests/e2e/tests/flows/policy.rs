//! What the server lets the browser do.

use keyhouse_e2e::House;

#[tokio::test]
async fn the_reference_of_the_api_reads_without_a_sign_in() {
    let house = House::fresh().await;
    let page = house.stranger().await;

    page.goto("/api-docs").await;
    page.expect_text("/api/v1/api_keys").await;
    page.expect_text("X-VM-Cloud-Access").await;
    page.assert_no_complaints();
}

#[tokio::test]
async fn a_script_that_got_into_the_page_does_not_run() {
    let house = House::fresh().await;
    let page = house.stranger().await;
    page.goto("/sign-in").await;
    page.expect_text("This Keyhouse has no administrator yet.").await;
    page.assert_no_complaints();

    let inject = "(() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = true\">');
        return fetch('https://example.com/').then(() => true, () => false);
    })()";
    assert_eq!(page.js(inject).await, false, "no other site can be called");
    assert_eq!(page.js("window.ran ?? false").await, false, "no script of the document runs");
    let complaints = page.take_complaints().join("\n");
    assert!(complaints.contains("Content Security Policy"), "the policy says so");
}
