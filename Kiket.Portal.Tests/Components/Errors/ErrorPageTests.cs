using Bunit;
using Kiket.Portal.Components.Errors;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Errors;

public sealed class ErrorPageTests : PortalContext
{
    [Fact]
    public void It_names_the_operators_address_and_the_number_to_tell_them()
    {
        Services.Configure<PortalOptions>(portal => portal.SupportContact = "help@market.example");

        var page = Render<ErrorPage>();

        Assert.Equal("mailto:help@market.example", page.Find("p a").GetAttribute("href"));
        Assert.NotEmpty(page.Find("code").TextContent);
    }

    [Fact]
    public void Without_an_address_it_asks_nobody_to_write()
    {
        var page = Render<ErrorPage>();

        Assert.Empty(page.FindAll("a[href^=mailto]"));
        Assert.Contains("give the operators of this portal this number", page.Markup, StringComparison.Ordinal);
    }
}
