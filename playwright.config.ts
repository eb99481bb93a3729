// The tests of the built page in the system's Chromium; `npx playwright test --ui` shows them.
import { defineConfig } from '@playwright/test';
import { browserPath, CPU_FLAGS, WEBGPU_FLAGS } from './scripts/browser.mjs';

const chromium = (args: string[]) => ({ launchOptions: { executablePath: browserPath(), args } });

export default defineConfig({
  testDir: 'tests/e2e',
  // What trains takes a core.
  workers: 1,
  // What fails now and then is to be seen.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: { trace: 'retain-on-failure', actionTimeout: 30_000, navigationTimeout: 60_000 },
  projects: [
    { name: 'cpu', testIgnore: 'webgpu.spec.ts', use: chromium(CPU_FLAGS) },
    { name: 'webgpu', testMatch: 'webgpu.spec.ts', use: chromium(WEBGPU_FLAGS) },
  ],
});
