/** The console: one page, its rooms at addresses that can be shared. */
import { h, render } from "preact";
import { Console } from "./shell";

const at = document.getElementById("console");
if (at) {
  at.textContent = "";
  render(<Console />, at);
}
