using ImageFunctions.Commands;
using ImageFunctions.Hosting;
using ImageFunctions.Settings;
using ImageFunctions.Telemetry;

WarmStart.BeginLoading();
if (CommandLine.IsCommand(args))
{
    return await Command.RunAsync(args);
}

var faults = new List<string>();
var builder = CustomHandler.CreateBuilder(args, faults);
var options = ServiceOptions.Read(builder.Configuration, out var settingFaults);
faults.AddRange(settingFaults);
if (faults.Count > 0)
{
    return StartFaults.Report(faults);
}

builder.Services.AddImageFunctions(options).AddTelemetry(builder.Configuration);

var app = builder.Build();
app.MapImageFunctions(options);
WarmStart.BeginConnecting(app.Services);
await app.RunAsync();
return 0;
