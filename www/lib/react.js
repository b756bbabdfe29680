/** The element for React 19, which sets its properties and hears its events without a wrapper; the types of its tag are in react.d.ts. */
export * from "./element.js";
