using Kiket.Portal.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Kiket.Portal.Secrets;

public static class SecretsModule
{
    /// <summary>
    /// <see cref="SecretBox"/> and <see cref="SecretsHealth"/>. The keys have a folder of their own, which belongs in every
    /// backup, apart from the database's. Sign-in cookies and antiforgery tokens use them too, so losing the keys signs
    /// everyone out.
    /// </summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecretsOptions>().BindConfiguration(SecretsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var protection = services.AddDataProtection().SetApplicationName("Kiket.Portal");
        services.AddOptions<KeyManagementOptions>().Configure<DataDirectory, ILoggerFactory>((options, data, loggers) =>
            options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(data.Private("keys")), loggers));

        var settings = configuration.GetSection(SecretsOptions.Section).Get<SecretsOptions>() ?? new SecretsOptions();
        if (settings.TryLoad(out var certificate))
        {
            protection.ProtectKeysWithCertificate(certificate);
        }

        services.AddSingleton<SecretBox>();
        services.AddSingleton<SecretsHealth>();
        services.AddHostedService<ProbeSecrets>();
        return services;
    }
}
