using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Notifications;

/// <summary>Whether operators learn that links lead nowhere, at the start and on their page.</summary>
public sealed class MissingAddressTests
{
    [Theory]
    [InlineData("Production", null, "", "the portal sends no mail and calls no extension")]
    [InlineData("Development", null, "mail.test", "links in mail lead to http://localhost/")]
    [InlineData("Development", null, "", null)]
    [InlineData("Production", "https://market.test", "mail.test", null)]
    public async Task A_missing_address_is_named_at_the_start_with_what_does_not_work(string environment, string? publicUrl, string smtp, string? named)
    {
        var log = new RecordedLog();
        var portal = Options.Create(new PortalOptions { PublicUrl = publicUrl is null ? null : new Uri(publicUrl) });
        var links = new SecretLinks(portal, new HostingEnvironment { EnvironmentName = environment }, new ServiceCollection().BuildServiceProvider());
        var missing = new MissingAddress(portal, Options.Create(new SmtpOptions { Host = smtp }), links, log);

        await missing.StartedAsync(CancellationToken.None);

        Assert.Equal(missing.Notice is null ? [] : [missing.Notice], log.Warnings);
        if (named is null)
        {
            Assert.Null(missing.Notice);
        }
        else
        {
            Assert.Contains(named, missing.Notice, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void It_looks_at_each_start()
    {
        var services = new ServiceCollection().AddNotifications(new ConfigurationBuilder().Build());

        Assert.Contains(
            services, service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.Method.ReturnType == typeof(MissingAddress));
    }

    private sealed class RecordedLog : ILogger<MissingAddress>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
