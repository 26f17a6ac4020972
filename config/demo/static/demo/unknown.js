/* Stands in for the script of another company: says on the page that it ran, and sends nothing. */
{
  const place = document.getElementById("unknown");
  place.textContent = place.dataset.running;
}
