// A stand-in for the built frontend: shows which route was asked for.
const root = document.getElementById("root");
root.textContent = `Service Heft 4.0: ${location.hash || location.pathname}`;
