var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/", () => "ImageFunctions");
app.Run();
