// The rules for the scripts of the pages. They are plain scripts that share one object, so there is
// no bundler to notice a misspelt name: this does. Text from the data never becomes markup or code.
import globals from "globals";

export default [
  {
    files: ["src/moneyloop/pages/assets/*.js"],
    languageOptions: {
      ecmaVersion: 2024,
      sourceType: "script",
      globals: {
        ...globals.browser,
        moneyloop: "writable",
        vis: "readonly",
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-redeclare": "error",
      "no-implicit-globals": "error",
      "no-var": "error",
      "no-unreachable": "error",
      "no-dupe-keys": "error",
      "no-const-assign": "error",
      "valid-typeof": "error",
      "use-isnan": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "write text with textContent" },
        { property: "outerHTML", message: "write text with textContent" },
        { property: "insertAdjacentHTML", message: "write text with textContent" },
      ],
    },
  },
  {
    // It waits for the data to be unpacked, which only a module can.
    files: ["src/moneyloop/pages/assets/core.js"],
    languageOptions: { sourceType: "module" },
  },
];
