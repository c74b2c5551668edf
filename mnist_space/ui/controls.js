// A control that a step's signature asks for: its value, of its type, which stands beside a slider.
const valueOf = (control) => {
  const kind = control.dataset.type;
  if (kind === "bool") return control.checked;
  return kind === "int" || kind === "float" ? Number(control.value) : control.value;
};
const showValue = (control) => {
  const output = control.parentElement.querySelector("output");
  if (output) output.value = Number(Number(control.value).toPrecision(4));
};
