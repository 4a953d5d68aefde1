using JobFunctions.LocalHost.Demo;

namespace JobFunctions.LocalHost.Tests.Demo;

public class DemoCommandTests
{
    [Fact]
    public async Task A_demo_that_is_stopped_ends_with_an_exit_code() =>
        Assert.Equal(1, await DemoCommand.RunAsync(new Uri("http://127.0.0.1:9/"), new CancellationToken(canceled: true)));
}
