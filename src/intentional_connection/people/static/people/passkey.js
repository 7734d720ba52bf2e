/* Asks the device for a passkey and sends its answer with the page's own form.
   Without this script, or on a device without passkeys, the button stays hidden; a code does the same. */
(() => {
  "use strict";
  const form = document.getElementById("passkey");
  const known = window.PublicKeyCredential;
  if (!form || !known || !known.parseCreationOptionsFromJSON) return;
  const options = JSON.parse(form.dataset.options).publicKey;
  const making = form.dataset.act === "create";
  const ask = () => making
    ? navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(options) });
  const button = form.querySelector("button");
  button.addEventListener("click", async (press) => {
    press.preventDefault();
    try {
      form.credential.value = JSON.stringify((await ask()).toJSON());
      form.submit();
    } catch { form.querySelector("[data-failed]").hidden = false; }
  });
  form.hidden = false;
})();
