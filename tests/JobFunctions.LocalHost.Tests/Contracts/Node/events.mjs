// Follows a job with the standard EventSource and tells what it hears, a line of JSON each, until it is told to stop.
const source = new EventSource(process.argv[2]);
const alive = setInterval(() => {}, 1000); // A pause before a reconnect does not keep Node from ending.
const tell = (line) => console.log(JSON.stringify(line));

source.onopen = () => tell({ heard: "open" });
source.onerror = () => {
  const closed = source.readyState === EventSource.CLOSED;
  tell({ heard: closed ? "closed" : "reconnecting" });
  if (closed) clearInterval(alive);
};
for (const name of ["job_update", "job_complete"]) {
  source.addEventListener(name, (event) => tell({ heard: name, id: event.lastEventId, status: JSON.parse(event.data).status }));
}
