import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Our folders; a folder imports `wire` and `env`, and from the others types only. */
const FOLDERS = ["gateway", "shard", "control", "cache"];

const foldersOf = (folder) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: FOLDERS.filter((other) => other !== folder).map((other) => `**/${other}/**`),
            allowTypeImports: true,
            message: "Folders meet in wire and env; from each other they import types only.",
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.test.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { prefer: "type-imports", fixStyle: "inline-type-imports" },
      ],
    },
  },
  ...FOLDERS.map(foldersOf),
  {
    files: ["src/wire/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { patterns: [{ group: ["../*"], message: "wire imports nothing of ours." }] },
      ],
    },
  },
  {
    files: ["src/env.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["./gateway/*", "./shard/*", "./control/*", "./cache/*"], allowTypeImports: true },
          ],
        },
      ],
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        fetch: "readonly",
        console: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
      },
    },
  },
);
