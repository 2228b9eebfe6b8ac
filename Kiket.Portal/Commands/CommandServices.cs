using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;

namespace Kiket.Portal.Commands;

/// <summary>What commands work with: the portal's configuration and database, without the web server, the workers and the demo.</summary>
internal static class CommandServices
{
    public static ServiceProvider Provide(string[] settings, Type command)
    {
        // The portal's own builder, so that the same files, environment and arguments count. It is never built.
        var builder = WebApplication.CreateBuilder(settings);
        var (configuration, environment) = (builder.Configuration, builder.Environment);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(environment);
        // The output is the command's; the log goes beside it.
        services.AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.Error)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddData(configuration).AddEvents();
        services.AddSingleton<AddOperator>();
        services.AddSingleton<DatabaseVersion>();
        if (configuration.GetValue("Database:Provider", DatabaseProvider.Sqlite) == DatabaseProvider.PostgreSql)
        {
            services.AddSingleton<PostgreSqlPrograms>();
            services.AddSingleton<IDatabaseCopy, PostgreSqlCopy>();
        }
        else
        {
            services.AddSingleton<IDatabaseCopy, SqliteCopy>();
        }

        services.AddSingleton(command);
        return services.BuildServiceProvider();
    }
}
