// Single sign-on where none is configured: nothing of it shows, and its addresses lead nowhere.
import { expect, test } from "./fixtures";

test("without a provider nothing of it shows", async ({ page, app, organizationWith, signIn, request }) => {
  const organization = await organizationWith({ learners: 1 });
  await page.goto("/sign-in?sso=unknown");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(page.locator("main")).not.toContainText(/single sign-on/i);
  expect((await request.get(`${app}/sign-in/single-sign-on`)).status()).toBe(404);
  expect(await (await request.get(`${app}/api/auth/providers`)).json()).not.toHaveProperty("oidc");
  await signIn(page, organization.admin.email);
  for (const path of ["/account", "/authenticate/admins"]) {
    await page.goto(path);
    await expect(page.locator("main")).not.toContainText(/single sign-on/i);
  }
});
