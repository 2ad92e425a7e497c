import { render } from "preact";

const root = document.getElementById("app");

if (root) render(<p>共议</p>, root);
