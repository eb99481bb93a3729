// The tests of what needs no browser.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['tests/unit/**/*.test.ts', 'tests/export/**/*.test.ts'], testTimeout: 60_000 },
});
