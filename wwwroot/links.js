// A secret link carries its secret behind the #, a part that browsers never send. This takes it out of the address, so
// that it is in no history either, and posts it in the body of the page's form.
(() => {
  const open = () => {
    const form = document.querySelector("form[data-secret-link]");
    const secret = location.hash.slice(1);
    // Other fragments are places on the page. A link that was cut is posted too: the page says what is wrong with it.
    if (!form || secret.length < 16 || document.getElementById(secret)) {
      return;
    }
    history.replaceState(history.state, "", location.pathname);
    form.elements.namedItem("Link").value = secret;
    form.requestSubmit();
  };

  open();
  // Another link, pasted into the address of this very page, loads nothing anew.
  window.addEventListener("hashchange", open);
})();
