// Search in a site that is opened from the disk, where browsers start no worker: the theme's search runs in a frame.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.srcdoc = `<script>
        window.postMessage = data => frameElement.worker.dispatchEvent(new MessageEvent("message", { data }));
        window.importScripts = (...urls) => Promise.all(urls.map(one => new Promise((done, failed) => {
          const script = document.createElement("script");
          Object.assign(script, { src: new URL(one, ${JSON.stringify(String(url))}), onload: done, onerror: failed });
          document.head.append(script);
        })));
        <\/script><script src="${url}"><\/script>`;
      frame.worker = this;
      frame.onload = () => {
        this.frame = frame;
        this.waiting.splice(0).forEach(data => this.postMessage(data));
      };
      (document.body || document.documentElement).append(frame);
    }
    postMessage(data) {
      if (!this.frame) return void this.waiting.push(data);
      this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
    }
    terminate() {
      this.frame?.remove();
    }
  };
}
