using JobFunctions.Core;
using JobFunctions.LocalHost;
using JobFunctions.LocalHost.Settings;
using Microsoft.Extensions.Options;

try
{
    var command = CommandLine.Parse(args);
    if (command.Help)
    {
        Console.WriteLine(CommandLine.Usage);
        return 0;
    }

    if (command.Token)
        return TokenCommand.Run(command, Console.Out);

    return await Session.RunAsync(command);
}
catch (UsageException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
catch (Exception failed) when (failed is StartupException or ConfigurationException or OptionsValidationException)
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}
