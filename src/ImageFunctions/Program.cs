using ImageFunctions.Commands;
using ImageFunctions.Hosting;
using ImageFunctions.Http;
using ImageFunctions.Imaging;
using ImageFunctions.Settings;

if (FunctionsHost.CountsDeaths && !CommandLine.IsCommand(args) && Guardian.IsNeeded())
{
    return Guardian.Run(args);
}

NativeHeap.Configure(); // before there are threads
Guardian.EndWithParent();
if (CommandLine.IsCommand(args))
{
    return await Command.RunAsync(args, ServiceRegistration.AddImageFunctions);
}

var faults = new List<string>();
var builder = FunctionsHost.CreateBuilder(args, faults); // -p:FunctionsHosting, hosting.props
var options = ServiceOptions.Read(builder.Configuration, ImageEngine.Abilities.FindFaults, out var settingFaults);
faults.AddRange(settingFaults);
if (faults.Count > 0)
{
    return StartFaults.Report(faults);
}

var loading = Task.Run(ImageEngine.Load); // beside the rest of the start
builder.Services.AddImageFunctions(options).AddTelemetry(builder.Configuration);

var app = FunctionsHost.Build(builder, options);
app.Services.GetRequiredService<Health>().BeginConnecting();
StartFaults.Warn(app.Services, options.Images);
Guardian.StopWithParent(app.Services.GetRequiredService<IHostApplicationLifetime>());
var running = app.RunAsync(); // until a signal
await loading; // without its engine the program must not go on
await running;
return FunctionsHost.SignalledExitCode;
