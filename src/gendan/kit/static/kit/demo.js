// In a demo shop: a press on a login name fills in the form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-login]");
  if (!button) return;
  document.getElementById("id_login").value = button.dataset.login;
  const password = document.getElementById("id_password");
  password.value = button.closest("[data-password]").dataset.password;
  password.form.querySelector("button[type=submit]").focus();
});
