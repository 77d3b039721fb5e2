// What the page of a report uses: specifications are compiled and drawn in the page; expressions are interpreted, not
// compiled to code, so that a policy without eval holds.
export { parse, View } from "vega";
export { compile } from "vega-lite";
export { expressionInterpreter } from "vega-interpreter";
