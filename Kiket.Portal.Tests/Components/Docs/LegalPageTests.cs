using Bunit;
using Kiket.Portal.Components.Docs;
using Kiket.Portal.Documentation;
using Kiket.Portal.Legal;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Components.Docs;

public sealed class LegalPageTests : PortalContext
{
    private readonly string _directory = Places.Temporary();

    [Theory]
    [InlineData("# Who we are\n\nAcme, Main Street 1.", "Who we are")]
    [InlineData("\n# Who we are #\r\nAcme, Main Street 1.", "Who we are")]
    [InlineData("Acme, Main Street 1.", "Imprint")]
    [InlineData("# Who *we* are\n\nAcme, Main Street 1.", "Imprint")]
    public void The_heading_of_the_file_is_the_pages(string markdown, string title)
    {
        Set(markdown);

        var page = Open("Imprint");

        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Contains("Acme, Main Street 1.", page.Find(".doc").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("h1"));
    }

    [Fact]
    public void A_page_that_nobody_wrote_says_so()
    {
        Set("Acme, Main Street 1.");

        Assert.Contains("Page not found", Open("terms").Find("h1").TextContent, StringComparison.Ordinal);
    }

    private void Set(string markdown)
    {
        var file = Path.Combine(_directory, "imprint.md");
        File.WriteAllText(file, markdown);
        Services.AddSingleton(Options.Create(new LegalOptions { Imprint = file }));
        Services.AddSingleton<RenderingWorkers>();
        Services.AddSingleton<RenderOwnText>();
        Services.AddSingleton<LegalPages>();
    }

    private IRenderedComponent<LegalPage> Open(string document)
    {
        var page = Render<LegalPage>(parameters => parameters.Add(shown => shown.Document, document));
        page.WaitForElement("h1");
        return page;
    }
}
