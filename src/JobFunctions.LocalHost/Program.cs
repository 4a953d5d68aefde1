using JobFunctions.LocalHost;
using JobFunctions.LocalHost.Settings;

try
{
    var command = CommandLine.Parse(args);
    if (command.Help)
    {
        Console.WriteLine(CommandLine.Usage);
        return 0;
    }

    return await Session.RunAsync(command);
}
catch (UsageException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
catch (StartupException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}
