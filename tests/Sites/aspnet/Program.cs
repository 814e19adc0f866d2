using AspNetSite;
using ImageFunctions.Web;
using Microsoft.AspNetCore.Http.HttpResults;

var builder = WebApplication.CreateBuilder(args);
var pictures = builder.Configuration["Pictures"]!;
builder.Services.AddImageFunctions(options => (options.Address, options.Prefix) = (new Uri(pictures), pictures));
builder.Services.AddRazorPages();
builder.Services.AddRazorComponents();

var app = builder.Build();
app.MapRazorPages();
app.MapGet("/component", () => new RazorComponentResult<Component>());
app.Run();
