/* Passkeys: joins our pages to django-allauth's WebAuthn script.
   A [data-passkey] button names the ceremony and the ids it needs in data attributes; nothing is inline. */
"use strict";

(() => {
  const supported = "credentials" in navigator && "PublicKeyCredential" in window;
  const forms = window.allauth?.webauthn?.forms;

  for (const block of document.querySelectorAll("[data-passkey-block]")) block.hidden = !supported;
  for (const block of document.querySelectorAll("[data-passkey-missing]")) block.hidden = supported;
  if (!supported || !forms) return;

  for (const button of document.querySelectorAll("[data-passkey]")) {
    const { passkey, passkeyCredential, passkeyPasswordless, passkeyOptions } = button.dataset;
    const role = { addForm: "add", authenticateForm: "authenticate", loginForm: "login", signupForm: "signup" }[passkey];
    forms[passkey]({
      ids: {
        [role]: button.id,
        credential: passkeyCredential,
        passwordless: passkeyPasswordless,
        data: passkeyOptions,
      },
    });
  }

  /* The person closed the dialog, or the device refused: say so in the page, in words. */
  document.addEventListener("allauth.error", (event) => {
    const message = document.querySelector("[data-passkey-failed]");
    if (!message) return;
    event.preventDefault();
    message.hidden = false;
    message.focus();
  });
})();
