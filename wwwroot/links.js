// A secret link has its secret after the #, a part that browsers never send. This removes it from the address, so that
// the history doesn't contain it either, and posts it in the body of the page's form.
(() => {
  const open = () => {
    const form = document.querySelector("form[data-secret-link]");
    const secret = location.hash.slice(1);
    // Other fragments are places on the page. An incomplete link is posted too, and the page says what is wrong with it.
    if (!form || secret.length < 16 || document.getElementById(secret)) {
      return;
    }
    history.replaceState(history.state, "", location.pathname);
    form.elements.namedItem("Link").value = secret;
    form.requestSubmit();
  };

  open();
  // Another link that is pasted into this page's address doesn't load the page again.
  window.addEventListener("hashchange", open);
})();
