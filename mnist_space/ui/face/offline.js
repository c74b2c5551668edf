// The app's service worker: a sentence where its page cannot be had, instead of the browser's error.
// Nothing of the app is kept: no version of it can get stuck.
const PAGE = "offline.html"; // its text, where this is served
const KIND = { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } };

addEventListener("install", () => skipWaiting());
// The page is asked for while the worker starts.
addEventListener("activate", (event) => event.waitUntil(registration.navigationPreload?.enable()));

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return new Response(PAGE, KIND);
  }
}

addEventListener("fetch", (event) => {
  const { mode, url } = event.request;
  if (mode !== "navigate" || new URL(url).pathname !== new URL(registration.scope).pathname) return;
  event.respondWith(page(event));
});
