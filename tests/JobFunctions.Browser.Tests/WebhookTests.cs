using JobFunctions.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JobFunctions.Browser.Tests;

/// <summary>Being told of jobs, arranged by mouse.</summary>
public class WebhookTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    [Fact]
    public async Task A_webhook_is_made_called_replayed_rotated_changed_and_deleted()
    {
        await using var receiver = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        await using var visit = await Visit.StartAsync(azurite, chromium, null, ("Outgoing:AllowHttp", "true"), ("Outgoing:AllowPrivate", "true"));
        await visit.OpenAsync("webhooks", "Webhooks");
        await visit.Button("New webhook").ClickAsync();
        await visit.Page.GetByLabel("Name").FillAsync("mine");
        await visit.Page.GetByLabel("Address").FillAsync("not an address");
        await visit.Button("Make the webhook").ClickAsync();
        await Expect(visit.Page.GetByLabel("Address")).ToHaveAttributeAsync("aria-invalid", "true");

        await visit.Page.GetByLabel("Address").FillAsync(receiver.Address.ToString());
        await visit.Page.GetByLabel("Job types").FillAsync("noop");
        await visit.Button("Make the webhook").ClickAsync();
        var secret = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Secret of mine" });
        await Expect(secret).ToContainTextAsync("whsec_");
        var first = await secret.Locator("code").TextContentAsync();
        await visit.Button("I have kept it").ClickAsync();
        await Expect(secret).ToHaveCountAsync(0);
        var card = visit.Page.GetByRole(AriaRole.Region, new() { Name = "mine", Exact = true });
        await Expect(card).ToContainTextAsync("completed, failed, cancelled");

        await visit.Host.SubmitUntilAsync("completed", """{"name": "Told of", "type": "noop"}""");
        await Eventually.BecomesTrue(() => receiver.Requests.Count == 1, "the webhook is called");
        await Expect(visit.Page.GetByText("delivered")).ToBeVisibleAsync();
        await visit.Button("Replay completed").ClickAsync();
        await Eventually.BecomesTrue(() => receiver.Requests.Count == 2, "the call is made again");

        await visit.Button("New secret for mine").ClickAsync();
        await visit.Button("Make a new secret").ClickAsync();
        await Expect(secret).ToContainTextAsync("whsec_");
        Assert.NotEqual(first, await secret.Locator("code").TextContentAsync());

        await visit.Button("Change mine").ClickAsync();
        await visit.Page.GetByLabel("cancelled").UncheckAsync();
        await visit.Button("Store the webhook").ClickAsync();
        await Expect(card).Not.ToContainTextAsync("cancelled");
        await visit.Button("Delete mine").ClickAsync();
        await visit.Button("Delete the webhook").ClickAsync();
        await Expect(visit.Page.GetByText("Nobody is told yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_webhook_takes_no_other_ones_place()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.Host.PutAsync("webhooks/mine", """{"url": "https://example.org/hook"}""");
        await visit.OpenAsync("webhooks", "Webhooks");
        await visit.Button("New webhook").ClickAsync();
        await visit.Page.GetByLabel("Name").FillAsync("mine");
        await visit.Page.GetByLabel("Address").FillAsync("https://example.org/other");
        await visit.Button("Make the webhook").ClickAsync();
        await Expect(visit.Page.GetByLabel("Name")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Button("Give up").ClickAsync();
        await Expect(visit.Page.GetByText("https://example.org/hook")).ToBeVisibleAsync();
    }
}
