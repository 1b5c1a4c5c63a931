/* Keeps the survey page on the phone, so that it opens without a network. It keeps the
   program alone: answers lie sealed elsewhere, and nothing of the office is cached. */
{% for one in scripts %}importScripts("{{ one|escapejs }}");
{% endfor %}
workbox.core.setCacheNameDetails({ prefix: "tuopin" });
// A page is kept for the phone, not for one language or cookie: whatever asks gets it.
workbox.precaching.addPlugins([{
  cacheWillUpdate: async ({ response }) =>
    response.status === 200
      ? workbox.core.copyResponse(response, (init) => {
          init.headers.delete("Vary");
          return init;
        })
      : null,
}]);
workbox.precaching.cleanupOutdatedCaches();
workbox.precaching.precacheAndRoute([
{% for one in files %}  { url: "{{ one.url|escapejs }}", revision: "{{ one.revision|escapejs }}" },
{% endfor %}]);
self.skipWaiting();
workbox.core.clientsClaim();
