/* Stands in for the script of another company: says on the page that it ran, and sends nothing. */
document.getElementById("ads").textContent = "RUNNING";
